/** <pinned-views data-counts="/queue/counts/" data-of="3">: how many open tickets each view in the rail has.
 *
 *  Asked for by the page when it is there, and at most once a minute however many pages are
 *  opened: what was counted is kept in the tab. */
const FRESH_MS = 60_000;
const KEPT = "pinned-views";

class PinnedViews extends HTMLElement {
  connectedCallback() {
    this.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    this.show();
    this.timer = setInterval(() => this.show(), FRESH_MS);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  get places() { return [...this.querySelectorAll("[data-view]")]; }

  async show() {
    const kept = this.kept();
    if (kept) this.fill(kept.counts);
    const knows = kept && this.places.every((each) => each.dataset.view in kept.counts);
    if (document.hidden || (knows && Date.now() - kept.at < FRESH_MS)) return;
    // Without the network, or logged out, the rail goes without counts.
    const answer = await fetch(this.dataset.counts, { headers: { "Firsthand-Background": "1" } })
      .catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const counts = await answer.json();
    sessionStorage.setItem(KEPT, JSON.stringify({ of: this.dataset.of, at: Date.now(), counts }));
    this.fill(counts);
  }

  /** What was counted in this tab, if for the same person. */
  kept() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    return kept?.of === this.dataset.of ? kept : null;
  }

  fill(counts) {
    for (const each of this.places) each.textContent = counts[each.dataset.view] ?? "";
  }
}

customElements.define("pinned-views", PinnedViews);
