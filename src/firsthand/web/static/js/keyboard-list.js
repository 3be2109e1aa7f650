import { isForUs } from "./keys.js";

/** <keyboard-list>: a table of links walked with J and K, opened with Enter, selected with X.
 *
 *  Shift X selects all rows from the one selected last, * the page and, again, the whole
 *  list. The table is drawn anew every few seconds; place and selection are kept by ticket,
 *  or by what else data-name calls the boxes of the rows. */
class KeyboardList extends HTMLElement {
  connectedCallback() {
    this.chosen = new Set();
    this.bar = this.querySelector("[role=toolbar]");
    this.pressed = (event) => this.act(event);
    this.drawn = () => this.restore();
    this.begun = () => this.clear();
    document.addEventListener("keydown", this.pressed);
    document.addEventListener("htmx:afterSwap", this.drawn);
    document.addEventListener("bulk-begun", this.begun);
    this.addEventListener("change", (event) => this.ticked(event.target));
    this.addEventListener("click", (event) => this.clicked(event));
    this.restore();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.pressed);
    document.removeEventListener("htmx:afterSwap", this.drawn);
    document.removeEventListener("bulk-begun", this.begun);
  }

  get links() { return [...this.querySelectorAll("tbody a")]; }
  get of() { return this.dataset.name ?? "ticket"; }
  get boxes() { return [...this.querySelectorAll(`tbody input[name=${this.of}]:enabled`)]; }
  get here() { return document.activeElement?.closest("keyboard-list tbody tr"); }

  act(event) {
    const isOwnBox = event.target.matches?.("input[type=checkbox]") && this.contains(event.target);
    if (!isForUs(event) && !isOwnBox) return;
    const deed = { j: () => this.move(1), k: () => this.move(-1), x: () => this.toggle(),
      X: () => this.extend(this.here?.querySelector("input")), "*": () => this.all(),
      r: () => this.open("#reply"), a: () => this.press("a"), e: () => this.press("e"),
      t: () => this.press("t"), b: () => this.press("b"), Escape: () => this.clear() }[event.key];
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
    const box = this.here?.querySelector("input:enabled");
    if (!box) return;
    box.checked = !box.checked;
    this.ticked(box);
  }

  ticked(box) {
    if (box.name !== this.of) return;
    this.anchor = this.ticket(box);
    this.whole(false);
    this.remember();
  }

  /** Select everything between the row ticked last and this one. */
  extend(box) {
    if (!box) return;
    const boxes = this.boxes;
    const from = boxes.findIndex((each) => this.ticket(each) === this.anchor);
    const places = [from < 0 ? 0 : from, boxes.indexOf(box)].sort((a, b) => a - b);
    for (const each of boxes.slice(places[0], places[1] + 1)) each.checked = true;
    this.ticked(box);
  }

  all() {
    const boxes = this.boxes;
    if (boxes.length && boxes.every((box) => box.checked)) {
      this.bar?.querySelector("[data-whole]")?.click();
      return;
    }
    for (const box of boxes) box.checked = true;
    this.remember();
  }

  /** Mean the whole list and not only what of it is on this page, or no longer. */
  whole(isMeant) {
    const scope = this.querySelector("[name=scope]");
    if (scope) scope.value = isMeant ? "list" : "";
    this.isWhole = isMeant;
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
    if (event.target.closest("[data-whole]")) {
      this.whole(true);
      this.restore();
    }
    if (event.shiftKey && event.target.matches(`[name=${this.of}]`)) this.extend(event.target);
    const row = event.target.closest("tbody tr");
    if (!row || event.target.closest("a, input, th")) return;
    row.querySelector("a")?.click();
  }

  clear() {
    for (const box of this.boxes) box.checked = false;
    this.whole(false);
    this.remember();
  }

  remember() {
    const boxes = this.boxes;
    this.chosen = new Set(boxes.filter((box) => box.checked).map((box) => this.ticket(box)));
    this.show(boxes);
  }

  restore() {
    const boxes = this.boxes;
    for (const box of boxes) box.checked = this.isWhole || this.chosen.has(this.ticket(box));
    this.remember();
  }

  ticket(box) { return box.value.split(":")[0]; }

  show(boxes) {
    for (const box of boxes) box.closest("tr").setAttribute("aria-selected", box.checked);
    if (!this.bar) return;
    this.bar.hidden = !this.chosen.size;
    if (!this.isWhole) this.bar.querySelector("output").value = this.chosen.size;
  }
}

customElements.define("keyboard-list", KeyboardList);
