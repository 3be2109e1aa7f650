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
    form.querySelector(".main").addEventListener("click", (event) => this.closes(event, form), true);
    form.addEventListener("htmx:afterSwap", (event) => this.take(event, text));
    keepDraft(form, this.dataset.draft, this.dataset.store);
  }

  /** Put what a macro says where the caret is, with a line between it and the rest. */
  take(event, text) {
    const made = event.detail.target.id === "macro-made" ? event.detail.target.textContent : "";
    if (!made) return;
    const before = text.value.slice(0, text.selectionStart).trimEnd();
    const after = text.value.slice(text.selectionEnd).trimStart();
    text.value = [before, made.trim(), after].filter(Boolean).join("\n\n");
    const caret = text.value.length - (after ? after.length + 2 : 0);
    text.setSelectionRange(caret, caret);
    text.dispatchEvent(new Event("input", { bubbles: true })); // The draft is kept.
    // While the sheet is open nothing behind it takes the focus.
    event.detail.requestConfig.elt.closest("dialog")?.addEventListener("close", () => text.focus(), { once: true });
  }

  /** A macro that closes the ticket has its sheet asked first. */
  closes(event, form) {
    const sheet = form.querySelector("[data-sheet]");
    if (!sheet || !form.querySelector("[data-closes]:checked")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sheet.click();
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
    if (event.key.toLowerCase() === "g" && event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      form.querySelector("[data-key=g]")?.click();
    }
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const wanted = event.altKey ? "[data-later]" : event.shiftKey ? "[data-sheet]" : ".main";
    const button = form.querySelector(wanted) ?? form.querySelector(".main");
    button.click();
  }
}

customElements.define("ticket-composer", TicketComposer);
