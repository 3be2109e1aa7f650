import { composes } from "./keys.js";

/** <ask-sheet>: a dialog whose questions come from the server.
 *
 *  A button with hx-get and the dialog as its target opens it; when its form was sent it
 *  closes, and what came of it is shown on the page, a refusal as well. A digit presses the
 *  button that names it. */
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
    if (event.detail.requestConfig?.verb !== "post") return;
    // A form that stays shows its refusal itself, with what was typed.
    const stays = event.detail.elt?.hasAttribute?.("data-stays") && event.detail.xhr?.status === 422;
    if (!stays) this.dialog.close();
  }

  /** Ctrl Enter says yes from anywhere in it, and so does Enter in a field for a time, where
   *  the browser would press the first button. */
  hurry(event) {
    if (composes(event)) return;
    const isTime = event.target.type === "datetime-local";
    const isTyped = isTime || event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
    const isYes = event.key === "Enter" && (isTime || event.ctrlKey || event.metaKey);
    if (isYes) {
      event.preventDefault();
      const main = this.querySelector("footer .main");
      return main ? main.click() : this.querySelector("form")?.requestSubmit();
    }
    if (!isTyped) this.querySelector(`[data-digit="${CSS.escape(event.key)}"]`)?.click();
  }
}

customElements.define("ask-sheet", AskSheet);
