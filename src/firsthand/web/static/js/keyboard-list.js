import { isForUs } from "./keys.js";

/** <keyboard-list>: a table of links walked with J and K, opened with Enter, selected with X.
 *
 *  The table is drawn anew every few seconds; place and selection are kept by ticket. */
class KeyboardList extends HTMLElement {
  connectedCallback() {
    this.chosen = new Set();
    this.bar = this.querySelector("[role=toolbar]");
    this.pressed = (event) => this.act(event);
    this.drawn = () => this.restore();
    document.addEventListener("keydown", this.pressed);
    document.addEventListener("htmx:afterSwap", this.drawn);
    this.addEventListener("change", () => this.remember());
    this.addEventListener("click", (event) => this.clicked(event));
    this.restore();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.pressed);
    document.removeEventListener("htmx:afterSwap", this.drawn);
  }

  get links() { return [...this.querySelectorAll("tbody a")]; }
  get here() { return document.activeElement?.closest("keyboard-list tbody tr"); }

  act(event) {
    const isOwnBox = event.target.matches?.("input[type=checkbox]") && this.contains(event.target);
    if (!isForUs(event) && !isOwnBox) return;
    const deed = { j: () => this.move(1), k: () => this.move(-1), x: () => this.toggle(),
      r: () => this.open("#reply"), a: () => this.press("a"), e: () => this.press("e"),
      Escape: () => this.clear() }[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  move(step) {
    const links = this.links;
    const at = links.findIndex((link) => link.closest("tr") === this.here);
    const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1);
    links[next]?.focus();
  }

  open(place) {
    const link = this.here?.querySelector("a") ?? this.links[0];
    if (link) location.assign(link.href + place);
  }

  toggle() {
    const box = this.here?.querySelector("input");
    if (!box) return;
    box.checked = !box.checked;
    this.remember();
  }

  /** Without a selection a deed is meant for the row one stands on. */
  press(key) {
    const button = this.bar?.querySelector(`[data-key="${key}"]`);
    if (!button) return;
    if (!this.chosen.size) this.toggle();
    if (this.chosen.size) button.click();
  }

  clicked(event) {
    if (event.target.closest("[data-key=Escape]")) this.clear();
    const row = event.target.closest("tbody tr");
    if (!row || event.target.closest("a, input, th")) return;
    row.querySelector("a")?.click();
  }

  clear() {
    for (const box of this.querySelectorAll("tbody input:checked")) box.checked = false;
    this.remember();
  }

  remember() {
    const boxes = [...this.querySelectorAll("tbody input")];
    this.chosen = new Set(boxes.filter((box) => box.checked).map((box) => this.ticket(box)));
    this.show(boxes);
  }

  restore() {
    const boxes = [...this.querySelectorAll("tbody input")];
    for (const box of boxes) box.checked = this.chosen.has(this.ticket(box));
    this.remember();
  }

  ticket(box) { return box.value.split(":")[0]; }

  show(boxes) {
    for (const box of boxes) box.closest("tr").setAttribute("aria-selected", box.checked);
    if (!this.bar) return;
    this.bar.hidden = !this.chosen.size;
    this.bar.querySelector("output").value = this.chosen.size;
  }
}

customElements.define("keyboard-list", KeyboardList);
