/** <ticket-presence data-url data-version>: says that this ticket is open here, and shows
 *  who else has it open or writes. Silent while the tab is not looked at. What came
 *  meanwhile is told to the thread. */
const EVERY = 8000; // Milliseconds.

class TicketPresence extends HTMLElement {
  connectedCallback() {
    this.version = Number(this.dataset.version);
    this.shown = () => { if (document.visibilityState === "visible") this.ask(); };
    document.addEventListener("visibilitychange", this.shown);
    this.timer = setInterval(this.shown, EVERY);
    this.shown();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.shown);
  }

  async ask() {
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    const headers = { "X-CSRFToken": token, "Firsthand-Background": "1" };
    try {
      const answer = await fetch(this.dataset.url, { method: "POST", headers });
      if (answer.ok) this.tell(await answer.json());
    } catch {
      this.tell({ words: "", is_writing: false, version: this.version });
    }
  }

  tell({ words, is_writing: isWriting, version }) {
    if (this.textContent !== words) this.textContent = words;
    this.hidden = !words;
    this.className = isWriting ? "line presence mark watch" : "line presence soft";
    if (version === this.version) return;
    this.version = version;
    document.body.dispatchEvent(new CustomEvent("ticket-changed"));
  }
}

customElements.define("ticket-presence", TicketPresence);
