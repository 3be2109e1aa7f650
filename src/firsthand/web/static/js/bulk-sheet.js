import { composes } from "./keys.js";

/** <bulk-sheet>: asks what to do with the selected tickets, then shows what would happen.
 *
 *  Both come from the server into its dialog; once it has begun, the dialog closes. */
class BulkSheet extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.begun = () => this.dialog.close();
    document.addEventListener("bulk-begun", this.begun);
    this.addEventListener("htmx:afterSwap", (event) => this.arrived(event));
    this.addEventListener("keydown", (event) => this.hurry(event));
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-cancel]")) this.dialog.close();
    });
  }

  disconnectedCallback() {
    document.removeEventListener("bulk-begun", this.begun);
  }

  arrived(event) {
    if (event.target !== this.dialog) return;
    if (!this.dialog.open) this.dialog.showModal();
    this.querySelector("[autofocus]")?.focus();
  }

  /** Ctrl Enter says yes from anywhere in it. */
  hurry(event) {
    if (composes(event) || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.querySelector("form")?.requestSubmit();
  }
}

customElements.define("bulk-sheet", BulkSheet);
