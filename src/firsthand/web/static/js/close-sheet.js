import { composes } from "./keys.js";

/** <close-sheet>: asks for reason, truth and resolution, and fills them into a form.
 *
 *  A button with data-sheet="id" opens it for the form of that id; what is chosen goes into
 *  its hidden fields, and its button with data-confirm is pressed, which is told of
 *  data-what if the form can do several things. By keyboard: type,
 *  Enter takes the reason, a digit the truth, a digit the resolution, Ctrl Enter closes. */
class CloseSheet extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.form = this.querySelector("form");
    this.field = this.querySelector("[role=combobox]");
    this.list = this.querySelector("[role=listbox]");
    this.truths = [...this.querySelectorAll("[type=radio]")];
    this.resolution = this.querySelector("select");
    this.pressed = (event) => this.open(event.target.closest?.("[data-sheet]"));
    document.addEventListener("click", this.pressed);
    this.list.addEventListener("htmx:afterSwap", () => this.filter());
    this.list.addEventListener("mousedown", (event) => this.clicked(event));
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.walk(event));
    this.dialog.addEventListener("keydown", (event) => this.hurry(event));
    this.querySelector("[data-cancel]").addEventListener("click", () => this.dialog.close());
    this.form.addEventListener("submit", (event) => this.confirm(event));
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.pressed);
  }

  get options() { return [...this.list.querySelectorAll("[role=option]:not([hidden])")]; }
  get here() { return this.list.querySelector("[aria-selected=true]:not([hidden])"); }

  open(opener) {
    if (!opener) return;
    this.target = document.getElementById(opener.dataset.sheet);
    this.needsAll = opener.dataset.needs === "all";
    this.what = opener.dataset.what;
    this.querySelector("[data-does]").textContent = opener.dataset.does;
    this.querySelector("h2").textContent = opener.dataset.does;
    this.dialog.showModal();
    this.list.dispatchEvent(new CustomEvent("sheet-opened"));
    this.field.focus();
    this.field.select();
    this.filter();
  }

  typed() {
    delete this.field.dataset.code;
    this.field.setCustomValidity("");
    this.filter();
  }

  /** Show what has all the words that were typed; once one is taken, show everything. */
  filter() {
    const taken = this.field.dataset.code;
    const words = taken ? [] : this.field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const option of this.list.children) {
      option.hidden = !words.every((word) => option.dataset.words.includes(word));
    }
    this.go(this.options.find((option) => option.dataset.code === taken) ?? this.options[0]);
    const isLoaded = this.list.children.length > 0;
    this.querySelector("[data-nothing]").hidden = !isLoaded || this.options.length > 0;
  }

  go(option) {
    for (const each of this.list.querySelectorAll("[aria-selected=true]")) {
      each.setAttribute("aria-selected", false);
    }
    option?.setAttribute("aria-selected", true);
    option?.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", option?.id ?? "");
  }

  walk(event) {
    if (composes(event) || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const at = this.options.indexOf(this.here) + step;
      this.go(this.options[Math.min(Math.max(at, 0), this.options.length - 1)]);
    } else if (event.key === "Enter" && this.here) {
      this.take(this.here);
    } else if (event.key !== "Enter") {
      return;
    }
    event.preventDefault();
  }

  clicked(event) {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) this.take(option);
  }

  take(option) {
    this.go(option);
    this.field.value = option.dataset.label;
    this.field.dataset.code = option.dataset.code;
    this.field.setCustomValidity("");
    (this.truths.find((truth) => truth.checked) ?? this.truths[0]).focus();
  }

  /** Digits and Enter lead through the sheet; a select finds its digits by itself. */
  hurry(event) {
    if (composes(event)) return;
    const isTruth = event.target.type === "radio";
    const chosen = isTruth && this.truths[Number(event.key) - 1];
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      this.takeOnly();
      this.form.requestSubmit();
    } else if (chosen) {
      chosen.checked = true;
      this.resolution.focus();
    } else if (event.key === "Enter" && isTruth) {
      this.resolution.focus();
    } else if (event.key === "Enter" && event.target === this.resolution && this.resolution.value) {
      this.form.requestSubmit();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** What is typed and fits one reason only is that reason. */
  takeOnly() {
    if (!this.field.dataset.code && this.options.length === 1) this.take(this.options[0]);
  }

  confirm(event) {
    event.preventDefault();
    this.field.setCustomValidity(this.field.dataset.code ? "" : this.dataset.none);
    for (const truth of this.truths) truth.required = this.needsAll;
    this.resolution.required = this.needsAll;
    if (!this.form.reportValidity()) return;
    const truth = this.truths.find((each) => each.checked);
    this.target.elements.reason.value = this.field.dataset.code;
    this.target.elements.truth.value = truth?.value ?? "";
    this.target.elements.resolution.value = this.resolution.value;
    this.dialog.close();
    // A click and not requestSubmit: htmx learns of the pressed button from its click.
    const button = this.target.querySelector("[data-confirm]");
    if (this.what) button.value = this.what;
    button.click();
  }
}

customElements.define("close-sheet", CloseSheet);
