import { uuid } from "./uuid.js";

/** <focus-recorder data-url>: tell how long this ticket was really looked at.
 *
 *  A stretch begins with a key or a click in the active tab and ends when the tab is left
 *  or nothing happened for five minutes; the pause itself does not count. */
const IDLE = 5 * 60 * 1000;
const REPORT_EVERY = 5 * 60 * 1000;
const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel"];

class FocusRecorder extends HTMLElement {
  connectedCallback() {
    this.sign = () => this.alive();
    this.leave = () => this.end();
    for (const sign of SIGNS) document.addEventListener(sign, this.sign, { passive: true });
    document.addEventListener("visibilitychange", this.leave);
    window.addEventListener("blur", this.leave);
    window.addEventListener("focus", this.sign);
    window.addEventListener("pagehide", this.leave);
    this.check = setInterval(() => this.look(), 15000);
    if (document.visibilityState === "visible") this.alive();
  }

  disconnectedCallback() {
    this.end();
    clearInterval(this.check);
    for (const sign of SIGNS) document.removeEventListener(sign, this.sign);
    document.removeEventListener("visibilitychange", this.leave);
    window.removeEventListener("blur", this.leave);
    window.removeEventListener("focus", this.sign);
    window.removeEventListener("pagehide", this.leave);
  }

  alive() {
    const now = Date.now();
    if (this.started && now - this.last > IDLE) this.end();
    this.started ??= now;
    this.last = now;
  }

  look() {
    const now = Date.now();
    if (!this.started) return;
    if (now - this.last > IDLE || now - this.started > REPORT_EVERY) this.end();
  }

  end() {
    const isLeaving = document.visibilityState === "hidden" || !document.hasFocus();
    const until = isLeaving && Date.now() - this.last <= IDLE ? Date.now() : this.last;
    if (this.started && until - this.started >= 1000) this.report(this.started, until);
    this.started = undefined;
  }

  report(from, until) {
    const body = new FormData();
    body.set("key", uuid());
    body.set("started_at", new Date(from).toISOString());
    body.set("ended_at", new Date(until).toISOString());
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    // A stretch that is lost to a broken line is not worth disturbing anybody.
    fetch(this.dataset.url,
      { method: "POST", body, keepalive: true, headers: { "X-CSRFToken": token } }).catch(() => {});
  }
}

customElements.define("focus-recorder", FocusRecorder);
