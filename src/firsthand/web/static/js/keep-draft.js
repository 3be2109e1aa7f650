/** Keep what is being written on the server, and in this browser while that fails.
 *
 *  Every save names the draft it goes on from, so an older tab cannot overwrite a newer
 *  text: it is told, and the person chooses. What could not be saved is kept in the
 *  browser's own store until it could, or until it is sent. */
const PAUSE = 1500; // Milliseconds without a key before the draft is kept.
const AGAIN = 4000; // Milliseconds between tries while the server cannot be reached.

export function keepDraft(form, address, store) {
  return new DraftKeeper(form, address, `draft:${store}:${form.id}`);
}

class DraftKeeper {
  constructor(form, address, name) {
    Object.assign(this, { form, address, name, text: form.querySelector("textarea") });
    this.stamp = this.text.dataset.stamp;
    this.own = form.querySelector("[data-own-language]"); // A note has none.
    this.said = form.querySelector("[data-saved]");
    this.choice = form.querySelector("[data-stale]");
    for (const each of [this.text, this.own]) {
      each?.addEventListener("input", () => this.later(PAUSE));
      each?.addEventListener("blur", () => this.keep());
    }
    this.choice.querySelector("[data-mine]").addEventListener("click", () => this.settle(true));
    this.choice.querySelector("[data-theirs]").addEventListener("click", () => this.settle(false));
    this.back = () => this.keep();
    window.addEventListener("online", this.back);
    form.addEventListener("htmx:beforeRequest", () => this.forget());
    form.addEventListener("htmx:beforeOnLoad", (event) => this.sent(event.detail.xhr.status));
    form.addEventListener("htmx:afterRequest", (event) => this.failed(event.detail.successful));
    this.restore();
  }

  later(pause) {
    clearTimeout(this.timer);
    this.isDirty = true;
    this.timer = setTimeout(() => this.keep(), pause);
  }

  /** A draft on its way must not arrive after what was sent. */
  forget() {
    clearTimeout(this.timer);
    this.isGone = true;
    this.saving?.abort();
  }

  sent(status) {
    if (status < 300) localStorage.removeItem(this.name);
  }

  failed(isSuccessful) {
    if (isSuccessful) return;
    this.isGone = false;
    this.later(0);
  }

  async keep() {
    clearTimeout(this.timer);
    if (!this.form.isConnected) return window.removeEventListener("online", this.back);
    if (!this.isDirty || this.isGone || this.newer) return;
    if (this.saving) return this.later(PAUSE);
    this.isDirty = false;
    this.saving = new AbortController();
    try {
      const answer = await this.post(this.saving.signal);
      if (answer.status !== 422 && !answer.ok) throw new Error(answer.status);
      this.take(await answer.json(), answer.ok);
    } catch {
      this.keepHere();
    } finally {
      this.saving = undefined;
    }
  }

  post(signal) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.set("body", this.text.value);
    body.set("over", this.stamp);
    body.set("in_own_language", this.own?.value ?? "");
    if (this.form.id === "note-form") body.set("is_note", "on");
    return fetch(this.address, { method: "POST", body, keepalive: true, signal });
  }

  take(told, isKept) {
    this.said.textContent = told.said;
    this.said.classList.toggle("mark", !isKept);
    this.said.classList.toggle("watch", !isKept);
    if (!isKept) return this.ask(told);
    this.stamp = told.stamp;
    if (!this.isDirty) localStorage.removeItem(this.name);
  }

  /** Not saved: keep it in this browser, say so, and try again until it is. */
  keepHere() {
    this.isDirty = true;
    if (this.isGone) return;
    this.store();
    this.said.textContent = this.choice.dataset.lost;
    this.said.classList.add("mark", "watch");
    this.timer = setTimeout(() => this.keep(), AGAIN);
  }

  store() {
    const kept = { text: this.text.value, own: this.own?.value ?? "", over: this.stamp };
    localStorage.setItem(this.name, JSON.stringify(kept));
  }

  restore() {
    const kept = JSON.parse(localStorage.getItem(this.name) ?? "null");
    const [own, keptOwn] = [this.own?.value ?? "", kept?.own ?? ""];
    if (!kept || (kept.text === this.text.value && keptOwn === own)) return localStorage.removeItem(this.name);
    const now = { stamp: this.stamp, body: this.text.value, own, said: this.choice.dataset.other };
    this.write(kept.text, keptOwn);
    if (kept.over === this.stamp) return this.later(0);
    this.take(now, false);
  }

  write(text, own) {
    this.text.value = text;
    if (this.own) this.own.value = own;
  }

  /** The draft is another by now. Both texts are there until somebody chooses. */
  ask(newer) {
    this.newer = newer;
    this.store();
    this.choice.hidden = false;
  }

  settle(isMine) {
    if (!isMine) this.write(this.newer.body, this.newer.own);
    this.stamp = this.newer.stamp;
    this.newer = undefined;
    this.choice.hidden = true;
    this.text.focus();
    this.later(0);
  }
}
