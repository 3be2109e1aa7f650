import { composes } from "./keys.js";

/** <macro-list>: a search field above buttons. Arrows walk, Enter takes the first or the one
 *  that has the focus; typing goes on in the field. */
class MacroList extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    this.addEventListener("keydown", (event) => this.walk(event));
    this.field.focus();
  }

  get buttons() { return [...this.querySelectorAll("#macro-list button")]; }

  walk(event) {
    if (composes(event)) return;
    if (event.key === "Enter" && event.target === this.field) {
      event.preventDefault();
      this.buttons[0]?.click();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = this.buttons.indexOf(document.activeElement) + step;
    (at < 0 ? this.field : this.buttons[at] ?? document.activeElement).focus();
  }
}

customElements.define("macro-list", MacroList);
