import { composes } from "./keys.js";

/** <command-palette data-search="/queue/">: Ctrl K lists what can be done here, each with its
 *  key, so that keys are learned by using it.
 *
 *  It lists the page's own buttons and links: it can do no more than they, and is never out
 *  of date. What is typed narrows the list down, or is looked for in the desk. */
const COMMANDS = ".rail :is(a, button), main :is(a, button):is(:has(kbd), [aria-keyshortcuts])";

class CommandPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.field = this.querySelector("[role=combobox]");
    this.list = this.querySelector("[role=listbox]");
    this.pressed = (event) => this.called(event);
    document.addEventListener("keydown", this.pressed);
    this.field.addEventListener("input", () => this.draw());
    this.field.addEventListener("keydown", (event) => this.walk(event));
    this.list.addEventListener("mousedown", (event) => this.clicked(event));
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.pressed);
  }

  get options() { return [...this.list.children]; }
  get here() { return this.list.querySelector("[aria-selected=true]"); }

  called(event) {
    if (composes(event) || event.altKey || event.shiftKey) return;
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (this.dialog.open) return this.dialog.close();
    if (document.querySelector("dialog[open]")) return;
    this.commands = this.found();
    this.field.value = "";
    this.draw();
    this.dialog.showModal();
    this.field.focus();
  }

  /** What the page offers, its main part first. */
  found() {
    const seen = [...document.querySelectorAll(COMMANDS)].filter((each) =>
      !each.closest("dialog") && !each.disabled
      && (each.checkVisibility() || each.closest("[role=toolbar]")));
    const inMain = (each) => Boolean(each.closest("main"));
    return [...seen.filter(inMain), ...seen.filter((each) => !inMain(each))].map((element) => {
      const copy = element.cloneNode(true);
      const keys = [...copy.querySelectorAll("kbd")].map((key) => key.textContent);
      if (!keys.length && element.ariaKeyShortcuts) keys.push(element.title);
      for (const aside of copy.querySelectorAll("kbd, .soft, .mark")) aside.remove();
      if (!inMain(element) && element.dataset.key) keys.push("G", element.dataset.key.toUpperCase());
      return { element, keys, label: copy.textContent.trim().replace(/\s+/g, " ") };
    }).filter(({ label }) => label);
  }

  draw() {
    const text = this.field.value.trim();
    const words = text.toLowerCase().split(/\s+/);
    const fits = ({ label }) => words.every((word) => label.toLowerCase().includes(word));
    const commands = this.commands.filter(fits);
    if (text) commands.push({ label: `${this.dataset.find} ${text}`, keys: [], text });
    this.list.replaceChildren(...commands.map((command, at) => this.option(command, at)));
    this.go(this.options[0]);
  }

  option(command, at) {
    const row = document.createElement("div");
    row.setAttribute("role", "option");
    row.id = `command-${at}`;
    row.command = command;
    const keys = document.createElement("span");
    keys.append(...command.keys.flatMap((key) => {
      const one = document.createElement("kbd");
      one.textContent = key;
      return [one, " "];
    }));
    row.append(command.label, keys);
    return row;
  }

  go(option) {
    for (const each of this.options) each.setAttribute("aria-selected", each === option);
    option?.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", option?.id ?? "");
  }

  walk(event) {
    if (composes(event) || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = this.options.indexOf(this.here);
    if (step) this.go(this.options[Math.min(Math.max(at + step, 0), this.options.length - 1)]);
    else if (event.key === "Enter" && this.here) this.run(this.here.command);
    else return;
    event.preventDefault();
  }

  clicked(event) {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) this.run(option.command);
  }

  /** Closing gives the focus back to the row one stood on: what is meant for it finds it. */
  run({ element, text }) {
    this.dialog.close();
    if (text) return location.assign(`${this.dataset.search}?q=${encodeURIComponent(text)}`);
    if (element.checkVisibility()) return element.click();
    const key = new KeyboardEvent("keydown", { key: element.dataset.key, bubbles: true });
    document.activeElement.dispatchEvent(key);
  }
}

customElements.define("command-palette", CommandPalette);
