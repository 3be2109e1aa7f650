/** <at-desk data-url>: says that somebody does something here, at most once a minute. Rules
 *  give tickets to those who are there; an open page that nobody touches is nobody. */
const EVERY = 60000; // Milliseconds.
const LAST = "at-desk";

class AtDesk extends HTMLElement {
  connectedCallback() {
    this.sign = () => this.tell();
    for (const sign of ["keydown", "pointerdown"]) document.addEventListener(sign, this.sign);
  }

  disconnectedCallback() {
    for (const sign of ["keydown", "pointerdown"]) document.removeEventListener(sign, this.sign);
  }

  /** All tabs of a browser share when it was said last. */
  tell() {
    const now = Date.now();
    if (now - Number(localStorage.getItem(LAST)) < EVERY) return;
    localStorage.setItem(LAST, now);
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    const headers = { "X-CSRFToken": token, "Firsthand-Background": "1" };
    // One that is lost to a broken line is made good within a minute.
    fetch(this.dataset.url, { method: "POST", headers, keepalive: true }).catch(() => {});
  }
}

customElements.define("at-desk", AtDesk);
