import { isForUs } from "./keys.js";

/** <key-buttons>: a key presses the button or link of the page's main part that names it. */
class KeyButtons extends HTMLElement {
  connectedCallback() {
    this.pressed = (event) => this.act(event);
    document.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.pressed);
  }

  act(event) {
    if (!isForUs(event)) return;
    const button = document.querySelector(`main [data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }
}

customElements.define("key-buttons", KeyButtons);
