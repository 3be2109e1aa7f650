import { composes } from "./keys.js";

/** <name-picker data-names>: a text in which @ offers the names of colleagues.
 *
 *  The names are asked for once, with the first @. Arrows choose, Enter or Tab takes, Escape
 *  goes on writing. While an input method composes, every key is its own. */
const CALLED = /(?:^|[^A-Za-z0-9])[@＠]([^@＠\n]{0,30})$/;

class NamePicker extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.list = this.querySelector("[role=listbox]");
    this.text.addEventListener("input", (event) => { if (!event.isComposing) this.offer(); });
    this.text.addEventListener("compositionend", () => this.offer());
    this.text.addEventListener("click", () => this.close());
    this.text.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => this.clicked(event));
    // Before the composer sees the key: Enter and Escape mean the list while it is open.
    this.addEventListener("keydown", (event) => this.walk(event), { capture: true });
  }

  get options() { return [...this.list.children]; }
  get here() { return this.list.querySelector("[aria-selected=true]"); }

  /** What is written behind the @ the caret stands after; undefined without one. */
  get called() {
    return CALLED.exec(this.text.value.slice(0, this.text.selectionStart))?.[1];
  }

  async offer() {
    if (this.called === undefined) return this.close();
    await (this.asked ??= this.ask());
    const called = this.called?.toLowerCase();
    const fitting = called === undefined || document.activeElement !== this.text
      ? [] : this.names.filter((name) => name.toLowerCase().includes(called)).slice(0, 8);
    this.list.replaceChildren(...fitting.map((name, at) => this.option(name, at)));
    this.list.hidden = !fitting.length;
    this.go(this.options[0]);
  }

  /** Without an answer nothing is offered; the name can be written out all the same. */
  async ask() {
    this.names = [];
    try {
      const answer = await fetch(this.dataset.names);
      if (answer.ok) this.names = (await answer.json()).names;
    } catch {
      this.asked = undefined;
    }
  }

  option(name, at) {
    const row = document.createElement("div");
    row.setAttribute("role", "option");
    row.id = `named-${at}`;
    row.textContent = name;
    return row;
  }

  go(option) {
    for (const each of this.options) each.setAttribute("aria-selected", each === option);
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.text.setAttribute("aria-activedescendant", option.id);
    else this.text.removeAttribute("aria-activedescendant");
  }

  close() {
    this.list.replaceChildren();
    this.list.hidden = true;
    this.go();
  }

  walk(event) {
    if (this.list.hidden || composes(event) || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = this.options.indexOf(this.here);
    if (step) this.go(this.options[Math.min(Math.max(at + step, 0), this.options.length - 1)]);
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.here);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  clicked(event) {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) this.take(option);
  }

  take(option) {
    const caret = this.text.selectionStart;
    this.text.setRangeText(`${option.textContent} `, caret - this.called.length, caret, "end");
    this.close();
    this.text.dispatchEvent(new Event("input", { bubbles: true })); // The draft is kept.
  }
}

customElements.define("name-picker", NamePicker);
