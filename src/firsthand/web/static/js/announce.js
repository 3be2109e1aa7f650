/** Read refusals and failures of partial updates aloud, and show failures to everybody.
 *  An answer that htmx swaps in is announced when it carries data-announce. */
const region = () => document.getElementById("announcements");

document.addEventListener("htmx:afterSwap", (event) => {
  const said = event.detail.target.querySelector?.("[data-announce]");
  if (said) region().textContent = said.dataset.announce;
});

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    const words = document.getElementById("connection-lost");
    if (words) words.hidden = false;
  });
}

document.addEventListener("htmx:afterRequest", (event) => {
  const words = document.getElementById("connection-lost");
  if (words && event.detail.successful) words.hidden = true;
});
