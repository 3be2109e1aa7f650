/** <copy-button data-copied="Copied"><button type="button" value="306-…">Copy</button></copy-button> */
class CopyButton extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const before = button.textContent;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.value);
      button.textContent = this.dataset.copied;
      setTimeout(() => { button.textContent = before; }, 2000);
    });
  }
}

customElements.define("copy-button", CopyButton);
