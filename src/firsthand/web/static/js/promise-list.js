import { composes } from "./keys.js";

/** <promise-list data-read>: what the text above promises, read by the server a moment after
 *  the last key. Nothing waits for it: a reply that is sent before is read when it leaves. */
const PAUSE = 600; // Milliseconds without a key before the text is read.

class PromiseList extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.list = this.querySelector("[data-promised]");
    this.text = this.form.querySelector("textarea");
    this.typed = () => this.later();
    this.text.addEventListener("input", this.typed);
    this.text.addEventListener("keydown", (event) => this.hurry(event));
    this.form.querySelector("[data-declare]").addEventListener("click", () => this.read(true));
    this.form.addEventListener("htmx:beforeRequest", () => this.stop());
    this.form.addEventListener("htmx:afterRequest", (event) => this.answered(event));
    this.list.addEventListener("change", (event) => this.changed(event));
    this.list.addEventListener("focusout", () => this.left());
    if (this.text.value) this.later();
  }

  disconnectedCallback() { this.stop(); }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.read(), PAUSE);
  }

  stop() {
    clearTimeout(this.timer);
    this.reading?.abort();
  }

  /** A reply that was refused stays, and its list is read anew. */
  answered(event) {
    if (event.target === this.form && !event.detail.successful) this.later();
  }

  hurry(event) {
    if (composes(event) || !event.ctrlKey || !event.shiftKey || event.key.toLowerCase() !== "x") return;
    event.preventDefault();
    this.read(true);
  }

  /** Only what is to count needs a time. */
  changed(event) {
    const time = event.target.closest("li").querySelector("[type=datetime-local]");
    if (event.target.type === "checkbox") time.required = event.target.checked;
    else this.isChanged = true;
  }

  left() {
    if (this.isChanged) this.later();
    this.isChanged = false;
  }

  async read(isDeclaring = false) {
    this.stop();
    // Nobody's field is drawn anew under his fingers.
    if (!isDeclaring && this.list.contains(document.activeElement)) return this.later();
    const body = new FormData(this.form);
    if (isDeclaring) body.set("declare", "yes");
    this.reading = new AbortController();
    try {
      const answer = await fetch(this.dataset.read, { method: "POST", body, signal: this.reading.signal });
      if (!answer.ok || !this.isConnected) return;
      this.list.innerHTML = await answer.text();
      if (isDeclaring) [...this.list.querySelectorAll("[type=datetime-local]")].at(-1)?.focus();
    } catch {
      // No connection: it is read with the next key, or found when the reply leaves.
    }
  }
}

customElements.define("promise-list", PromiseList);
