"use strict";
// What all toys share: their data, the theme, the height of the frame, a voice, the clipboard.

/** What Python gave to this page. */
const data = JSON.parse(document.getElementById("data").textContent);

/** Make an element: make("button", { id: "play" }, "play"). */
function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "circle", "line", "path", "polygon", "polyline", "g", "text", "rect"];
  const element = svg.includes(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** The element around the frame, or null where the page stands alone or may not look out. */
function outerFrame() {
  try {
    return window.frameElement;
  } catch {
    return null;
  }
}

/** Whether the page around us says that it is light; undefined where it says nothing. */
function lightOutside(page) {
  const { jpThemeLight, vscodeThemeKind } = page.body.dataset;
  if (jpThemeLight) return jpThemeLight === "true"; // JupyterLab, Notebook
  if (vscodeThemeKind) return vscodeThemeKind.includes("light"); // VS Code
  const colab = page.documentElement.getAttribute("theme");
  return colab ? colab === "light" : undefined;
}

/** Follow the theme of the notebook around us; a page of its own follows the system. */
function followTheme() {
  const page = outerFrame()?.ownerDocument;
  if (!page) return;
  const apply = () => {
    const light = lightOutside(page);
    if (light === undefined) return;
    document.documentElement.dataset.theme = light ? "light" : "dark";
    document.dispatchEvent(new Event("theme"));
  };
  apply();
  const watcher = new MutationObserver(apply);
  for (const element of [page.body, page.documentElement]) {
    watcher.observe(element, { attributes: true });
  }
}

/** Make the frame as high as the page, and hide the picture that stands in for it. */
function fitFrame() {
  const frame = outerFrame();
  if (!frame) return;
  const fit = () => {
    frame.style.height = `${document.documentElement.offsetHeight}px`;
  };
  new ResizeObserver(fit).observe(document.documentElement);
  fit();
  const picture = frame.nextElementSibling;
  // Not by `hidden`: JupyterLab's own style shows every image as a block.
  if (picture?.tagName === "IMG") picture.style.display = "none";
}

/** Say what has changed, to eyes and to screen readers: the last line of every toy. */
const voice = make("p", { role: "status", "aria-live": "polite", id: "voice" });
function say(sentence) {
  if (voice.textContent !== sentence) voice.textContent = sentence;
}

/** Put text on the clipboard; where that is forbidden, show it, selected. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    say("Copied: paste it into the next cell.");
  } catch {
    document.querySelector("textarea")?.remove();
    const area = make("textarea", { "aria-label": "lines to copy", rows: "4" });
    area.value = text;
    document.querySelector("main").append(area);
    area.select();
    say("Copy the selected lines, and paste them into the next cell.");
  }
}
