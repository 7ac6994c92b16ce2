"use strict";
// What ipywidgets leaves without a name: the handles of sliders, and buttons that are signs.
const signs = { "fa-play": "play", "fa-pause": "pause", "fa-stop": "stop", "fa-retweet": "repeat" };
new MutationObserver(() => {
  for (const handle of document.querySelectorAll(".noUi-handle:not([aria-label])")) {
    const label = handle.closest(".widget-hslider")?.querySelector(".widget-label");
    if (label?.textContent) handle.setAttribute("aria-label", label.textContent);
  }
  for (const sign of document.querySelectorAll("button:not([aria-label]) > i.fa")) {
    const name = Object.keys(signs).find((name) => sign.classList.contains(name));
    if (name) sign.parentElement.setAttribute("aria-label", signs[name]);
  }
}).observe(document, { childList: true, subtree: true });

/** What is wider than its place can be scrolled by keys, too, and only that is a stop of Tab. */
const widths = new ResizeObserver((places) => {
  for (const { target } of places) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
addEventListener("DOMContentLoaded", () => {
  const wide = "pre, .jp-OutputArea-output";
  for (const place of document.querySelectorAll(wide)) widths.observe(place);
});
