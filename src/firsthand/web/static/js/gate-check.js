/** <gate-check>: what the rules would say of the text above, asked for after a pause.
 *
 *  Typing never waits: an answer to an older text is thrown away, a failure is nothing, and
 *  what leaves is decided when it is sent. */
const PAUSE = 600; // Milliseconds without a key before the rules are asked.

class GateCheck extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.text = this.form.querySelector("textarea");
    this.text.addEventListener("input", () => this.later(PAUSE));
    this.text.addEventListener("keydown", (event) => this.pressed(event));
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("keydown", (event) => this.noted(event));
    // Sent before the rules were asked, and refused: show where.
    this.form.addEventListener("htmx:afterRequest", (event) => {
      if (event.target === this.form && !event.detail.successful) this.later(0);
    });
    if (this.text.value.trim()) this.later(0);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  later(pause) {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.timer = setTimeout(() => this.ask(this.dataset.url), pause);
  }

  async ask(address, note) {
    const said = this.text.value;
    if (!said.trim()) return this.replaceChildren();
    this.asking = new AbortController();
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.set("body", said);
    if (note !== undefined) body.set("gate_note", note);
    try {
      const answer = await fetch(address, { method: "POST", body, signal: this.asking.signal });
      if (answer.status !== 422 && !answer.ok) return;
      const told = await answer.text();
      if (this.text.value === said) this.innerHTML = told;
    } catch {
      // Not reached, or overtaken: the words of before are gone with the next key.
    }
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if ("jump" in button.dataset) this.mark(button);
    if ("repair" in button.dataset) this.repair(button);
    if (button.dataset.allow) this.allow();
  }

  allow() {
    const button = this.querySelector("[data-allow]");
    this.ask(button.dataset.allow, this.querySelector("[name=gate_note]").value);
  }

  /** Enter in the reason would send the form around it. */
  noted(event) {
    if (event.key !== "Enter" || event.target.name !== "gate_note") return;
    event.preventDefault();
    this.allow();
  }

  pressed(event) {
    if (event.key !== "." || !(event.ctrlKey || event.metaKey)) return;
    const first = this.querySelector("[data-repair]");
    if (!first) return;
    event.preventDefault();
    this.repair(first);
  }

  mark({ dataset }) {
    this.text.focus();
    this.text.setSelectionRange(Number(dataset.start), Number(dataset.end));
  }

  /** As if it were typed, so that the browser can undo it. */
  repair(button) {
    this.mark(button);
    const put = button.dataset.put;
    const isDone = put
      ? document.execCommand("insertText", false, put)
      : document.execCommand("delete");
    if (!isDone) {
      this.text.setRangeText(put);
      this.text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.later(0);
  }
}

customElements.define("gate-check", GateCheck);
