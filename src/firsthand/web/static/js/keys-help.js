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
    if (event.key === "?") this.show();
    if (event.key === "/") this.search(event);
    if (afterG) this.go(event);
  }

  /** List the keys that do something here: the same key means another thing elsewhere. */
  show() {
    for (const keys of this.querySelectorAll("dt[data-where]")) {
      const isHere = document.querySelector(keys.dataset.where) !== null;
      keys.hidden = keys.nextElementSibling.hidden = !isHere;
    }
    this.querySelector("dialog").showModal();
  }

  search(event) {
    const field = document.querySelector("main input[type=search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
  }

  /** Go where the key leads, and nothing else: after G it is no key of the page's own. */
  go(event) {
    const link = document.querySelector(`.rail a[data-key="${CSS.escape(event.key)}"]`);
    if (!link) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    link.click();
  }
}

customElements.define("keys-help", KeysHelp);
