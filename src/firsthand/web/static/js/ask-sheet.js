import { composes } from "./keys.js";

/** <ask-sheet>: a dialog whose questions come from the server.
 *
 *  A button with hx-get and the dialog as its target opens it; when its form was sent it
 *  closes, and what came of it is shown on the page, a refusal as well. */
class AskSheet extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.addEventListener("htmx:afterSwap", (event) => this.arrived(event));
    this.addEventListener("htmx:afterRequest", (event) => this.sent(event));
    this.addEventListener("keydown", (event) => this.hurry(event));
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-cancel]")) this.dialog.close();
    });
  }

  arrived(event) {
    if (event.detail.target !== this.dialog || this.dialog.open) return;
    this.dialog.showModal();
    this.querySelector("[autofocus]")?.focus();
  }

  sent(event) {
    if (event.detail.requestConfig?.verb === "post") this.dialog.close();
  }

  /** Ctrl Enter says yes from anywhere in it. */
  hurry(event) {
    if (composes(event) || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.querySelector("form")?.requestSubmit();
  }
}

customElements.define("ask-sheet", AskSheet);
