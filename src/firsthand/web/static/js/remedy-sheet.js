import { composes } from "./keys.js";
import { uuid } from "./uuid.js";

/** <remedy-sheet>: a dialog that asks for a remedy.
 *
 *  The key of what is asked for is made here, before the first click, and kept for this
 *  person, ticket and kind until the server has taken it: a second click, another tab and
 *  a form typed anew after a lost answer all carry the same, and ask for one remedy. */
class RemedySheet extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.addEventListener("htmx:afterSwap", (event) => this.arrived(event));
    this.addEventListener("htmx:afterRequest", (event) => this.answered(event));
    this.addEventListener("remedy-key-used", () => this.renew());
    this.addEventListener("keydown", (event) => this.hurry(event));
    this.addEventListener("input", (event) => this.typed(event));
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-cancel]")) this.dialog.close();
    });
  }

  get form() { return this.querySelector("form[data-ask]"); }
  get note() { return this.querySelector("textarea[name=note]"); }

  get place() {
    const { person, ticket, kind } = this.form.dataset;
    return `remedy-key:${person}:${ticket}:${kind}`;
  }

  arrived(event) {
    if (event.detail.target.id === "remedy-preview") return this.begin();
    if (event.detail.target !== this.dialog) return;
    if (this.form) this.form.elements.key.value = this.kept();
    if (!this.dialog.open) this.dialog.showModal();
    this.querySelector("[autofocus]")?.focus();
  }

  /** Return the key that is not used up yet; where nothing can be kept, a new one. */
  kept() {
    try {
      const key = localStorage.getItem(this.place) ?? uuid();
      localStorage.setItem(this.place, key);
      return key;
    } catch {
      return this.form.elements.key.value;
    }
  }

  renew() {
    try {
      localStorage.removeItem(this.place);
    } catch { /* Nothing was kept. */ }
    if (this.form) this.form.elements.key.value = uuid();
  }

  /** Only what the server has taken closes the sheet; an answer that is lost leaves it. */
  answered(event) {
    const isAsked = event.target === this.form && event.detail.requestConfig?.verb === "post";
    if (!isAsked || !event.detail.successful) return;
    this.renew();
    this.dialog.close();
    this.dialog.replaceChildren();
  }

  /** Whoever types an amount means that way of saying it. */
  typed(event) {
    const way = event.target.dataset.way;
    const radio = way && this.querySelector(`[name=way][value="${way}"]`);
    if (radio) radio.checked = true;
  }

  /** A note nobody has written on yet begins as its reason wants it. */
  begin() {
    const now = this.querySelector("[data-beginning-now]")?.dataset.beginningNow ?? "";
    const before = this.note?.dataset.beginning;
    if (!this.note || before === now) return;
    if (["", before.trim()].includes(this.note.value.trim())) this.note.value = now;
    this.note.dataset.beginning = now;
  }

  hurry(event) {
    if (composes(event)) return;
    const isTyped = event.target.matches("input:not([type=radio]), textarea, select");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.querySelector("[data-main]")?.click();
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault(); // Money is not given by a slip.
    } else if (!isTyped && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this.querySelector(`[data-digit="${CSS.escape(event.key)}"]`)?.click();
    }
  }
}

customElements.define("remedy-sheet", RemedySheet);
