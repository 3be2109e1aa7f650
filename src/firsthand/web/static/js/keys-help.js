import { isForUs } from "./keys.js";

/** The keys that work on every page: ? for help, / to search, G T and G I to go. */
class KeysHelp extends HTMLElement {
  connectedCallback() {
    this.pressed = (event) => this.act(event);
    document.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.pressed);
  }

  act(event) {
    if (!isForUs(event)) return;
    const afterG = this.afterG;
    this.afterG = event.key === "g";
    if (event.key === "?") this.querySelector("dialog").showModal();
    if (event.key === "/") this.search(event);
    if (afterG) this.go(event.key);
  }

  search(event) {
    const field = document.querySelector("main input[type=search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
  }

  go(key) {
    const link = document.querySelector(`.rail a[data-key="${CSS.escape(key)}"]`);
    if (link) link.click();
  }
}

customElements.define("keys-help", KeysHelp);
