/** <held-countdown data-left data-words>: the seconds until a reply leaves.
 *
 *  Counted from when it was drawn, so that a wrong clock of the computer does no harm. When
 *  they are over, the thread looks again; on another page the line goes away. */
const SENT_BY_THEN = 1500; // The worker looks once a second.

class HeldCountdown extends HTMLElement {
  connectedCallback() {
    this.until = performance.now() + Number(this.dataset.left);
    this.timer = setInterval(() => this.tick(), 200);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    clearTimeout(this.last);
  }

  tick() {
    const seconds = Math.max(0, Math.ceil((this.until - performance.now()) / 1000));
    const words = this.dataset.words.replace("#", seconds);
    if (this.textContent !== words) this.textContent = words;
    if (seconds > 0) return;
    clearInterval(this.timer);
    this.last = setTimeout(() => this.over(), SENT_BY_THEN);
  }

  over() {
    const elsewhere = this.closest("[data-held]");
    if (elsewhere) elsewhere.remove();
    else document.body.dispatchEvent(new CustomEvent("ticket-changed"));
  }
}

customElements.define("held-countdown", HeldCountdown);
