import { isForUs } from "./keys.js";

/** <key-buttons>: a key presses the button or link of the page's main part that names it.
 *  With data-within only what is in there: beside a list whose own keys are its own matter. */
class KeyButtons extends HTMLElement {
  connectedCallback() {
    this.pressed = (event) => this.act(event);
    document.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.pressed);
  }

  act(event) {
    if (event.defaultPrevented || !isForUs(event)) return;
    // The keys of a list's toolbar are the list's own: they begin with the row one stands on.
    const within = this.dataset.within ?? "main";
    const key = `${within} [data-key="${CSS.escape(event.key)}"]`;
    const button = document.querySelector(`${key}:not(keyboard-list [role=toolbar] *)`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }
}

customElements.define("key-buttons", KeyButtons);
