/** <own-language data-compare>: the draft in the writer's language, held against the text by
 *  the server a moment after the last key, with what would sound wrong to the buyer. A reply
 *  sent before is compared when it leaves. */
const PAUSE = 600; // Milliseconds without a key before the texts are compared.

class OwnLanguage extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.draft = this.querySelector("[data-own-language]");
    this.shown = this.querySelector("[data-differences]");
    this.text = this.form.querySelector("textarea[name=body]");
    for (const each of [this.draft, this.text]) each.addEventListener("input", () => this.later());
    this.draft.addEventListener("keydown", (event) => this.send(event));
    this.form.addEventListener("htmx:beforeRequest", (event) => event.target === this.form && this.stop());
    this.form.addEventListener("htmx:afterRequest", (event) => this.answered(event));
    if (this.draft.value || this.text.value) this.later();
  }

  disconnectedCallback() { this.stop(); }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.compare(), PAUSE);
  }

  stop() {
    clearTimeout(this.timer);
    this.comparing?.abort();
  }

  /** A reply that was refused stays, and what differs is shown. */
  answered(event) {
    if (event.target === this.form && !event.detail.successful) this.compare();
  }

  send(event) {
    if (event.isComposing || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.form.querySelector(".main").click();
  }

  async compare() {
    this.stop();
    if (!this.text.value.trim() && !this.shown.childElementCount) return;
    this.comparing = new AbortController();
    try {
      const answer = await fetch(this.dataset.compare, { method: "POST", body: new FormData(this.form), signal: this.comparing.signal });
      if (!answer.ok || !this.isConnected) return;
      const isAt = this.shown.contains(document.activeElement);
      this.shown.innerHTML = await answer.text();
      if (isAt) this.shown.querySelector("[name=differs]")?.focus();
    } catch {
      // No connection: compared with the next key, or when the reply leaves.
    }
  }
}

customElements.define("own-language", OwnLanguage);
