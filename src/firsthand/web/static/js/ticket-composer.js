import { keepDraft } from "./keep-draft.js";
import { composes } from "./keys.js";
import { uuid } from "./uuid.js";

/** <ticket-composer>: reply or note, kept as a draft while it is written, sent by keyboard. */

class TicketComposer extends HTMLElement {
  connectedCallback() {
    for (const form of this.querySelectorAll("form[role=tabpanel]")) this.prepare(form);
    for (const tab of this.querySelectorAll("[role=tab]")) {
      tab.addEventListener("click", () => this.choose(tab, true));
      tab.addEventListener("keydown", (event) => this.arrow(event));
    }
    const isNoteOnly = this.text("note-form").value && !this.text("reply-form").value;
    if (isNoteOnly) this.choose(this.querySelector("#tab-note"), false);
    if (location.hash === "#reply") this.text("reply-form").focus();
  }

  text(id) { return this.querySelector(`#${id} textarea`); }

  prepare(form) {
    const text = form.querySelector("textarea");
    // Made here, before the first click, so that a second click finds the first.
    form.elements.idempotency_key.value = uuid();
    text.addEventListener("keydown", (event) => this.send(event, form));
    keepDraft(form, this.dataset.draft, this.dataset.store);
  }

  choose(tab, andFocus) {
    for (const each of this.querySelectorAll("[role=tab]")) {
      const isIt = each === tab;
      each.setAttribute("aria-selected", isIt);
      each.tabIndex = isIt ? 0 : -1;
      this.querySelector(`#${each.getAttribute("aria-controls")}`).hidden = !isIt;
    }
    this.querySelector(".composer").classList.toggle("note", tab.id === "tab-note");
    if (andFocus) this.text(tab.getAttribute("aria-controls")).focus();
  }

  arrow(event) {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = this.querySelector("[role=tab][aria-selected=false]");
    this.choose(other, false);
    other.focus();
  }

  send(event, form) {
    if (composes(event)) return;
    if (event.key === "Escape") event.target.blur();
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const wanted = event.altKey ? "[data-later]" : event.shiftKey ? "[data-sheet]" : ".main";
    const button = form.querySelector(wanted) ?? form.querySelector(".main");
    button.click();
  }
}

customElements.define("ticket-composer", TicketComposer);
