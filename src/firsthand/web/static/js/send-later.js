import { composes } from "./keys.js";

/** <send-later>: asks when to send a reply. A digit takes one of the times offered. */
class SendLater extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.form = this.closest("form");
    this.opener = this.form.querySelector("[data-later]");
    this.opener.addEventListener("click", () => this.open());
    this.querySelector("[data-cancel]").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("keydown", (event) => this.pressed(event));
    // Afterwards: closing moves the focus, and htmx would forget which button was pressed.
    this.form.addEventListener("submit", () => setTimeout(() => this.dialog.close()));
  }

  open() {
    this.dialog.showModal();
    this.querySelector("[data-digit]").focus();
  }

  pressed(event) {
    if (composes(event)) return;
    const isTime = event.target.type === "datetime-local";
    if (isTime && event.key === "Enter") {
      // Else the browser would press the form's first button, which sends at once.
      event.preventDefault();
      this.querySelector(".main").click();
    } else if (!isTime) {
      this.querySelector(`[data-digit="${CSS.escape(event.key)}"]`)?.click();
    }
  }
}

customElements.define("send-later", SendLater);
