"use strict";
// The board: k-means by hand. kmeans.js computes, plane.js draws, hand.js drags; here are the
// states, the buttons and the page.

const MOST_CLUSTERS = data.palette.length;
const GLIDE = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 260; // ms
const past = []; // every state that `back` can bring again
const parts = {}; // of the page, by their id
let board = openPreset(data.presets[0]);
let glide = null; // where the centroids come from, while they are on their way
let timer = null; // of the next half-step of `play`
let asked = false; // whether a frame has been asked for

// States: a run of kmeans.js with the limits of its plane and the ends found so far.

function openPreset({ name, points, centroids }) {
  const limits = limitsOf([...points, ...centroids]);
  return { ...beginRun(points, centroids), name, limits, ends: [] };
}

/** After a change by hand rounds count anew; what had been assigned is assigned again. */
function begunAnew(points, centroids, assigned = board.labels !== null) {
  const same = points === board.points && centroids.length === board.centroids.length;
  const run = { ...board, ...beginRun(points, centroids), ends: same ? board.ends : [] };
  return assigned ? advance(run) : run;
}

function withMoved(j, place) {
  const centroids = board.centroids.map((centroid, i) => (i === j ? place : centroid));
  return begunAnew(board.points, centroids, true);
}

/** The run with its end among those found on these points with this k, the best one first. */
function withEnd(run) {
  const found = run.trail.at(-1);
  const same = ({ value }) => Math.abs(value - found) <= 1e-9 * found;
  const { times } = run.ends.find(same) ?? { times: 0 };
  const ends = run.ends.filter((end) => !same(end));
  ends.push({ value: found, times: times + 1 });
  return { ...run, ends: ends.sort((a, b) => a.value - b.value) };
}

/** Show another state and say what has changed; `back` leads to the one before. */
function show(next, sentence) {
  past.push(board);
  board = next;
  redraw();
  say(sentence);
}

// What the buttons do.

function step() {
  if (board.next === null) return;
  const before = board.centroids;
  const next = advance(board);
  show(next.next === null ? withEnd(next) : next, stepWords(next));
  glide = next.centroids === before ? null : { from: before, begin: performance.now() };
}

function play() {
  if (timer) stop();
  else tick();
}

function tick() {
  step();
  const pause = Math.max(150, 900 * 0.93 ** board.trail.length); // a long run speeds up
  timer = board.next ? setTimeout(tick, pause) : null;
  redraw();
}

function stop() {
  clearTimeout(timer);
  timer = null;
  redraw();
}

function back() {
  stop();
  if (past.length === 0) return;
  board = past.pop();
  glide = null;
  redraw();
  say(`Back. ${stateWords(board)}`);
}

function newStart() {
  stop();
  const k = board.centroids.length;
  const different = countDifferent(board.points);
  if (different < k) {
    say(`k = ${k}, but only ${different} of the points are different from each other.`);
    return;
  }
  const seed = Number.parseInt(parts.seed.value, 10) || 0;
  const way = parts.way.value;
  const start = STARTS[way](board.points, k, generator(seed));
  show(begunAnew(board.points, start, false), `New start: ${way}, seed ${seed}. Now assign.`);
}

function nextStart() {
  parts.seed.value = (Number.parseInt(parts.seed.value, 10) || 0) + 1;
  newStart();
}

function addCentroid() {
  stop();
  const labels = assignLabels(board.points, board.centroids);
  const farthest = farthestFirst(ownDistances(board.points, labels, board.centroids))[0];
  const centroids = [...board.centroids, board.points[farthest]];
  show(
    begunAnew(board.points, centroids),
    `k = ${centroids.length}: the new centroid is on the farthest point.`,
  );
}

function removeCentroid() {
  stop();
  const centroids = board.centroids.slice(0, -1);
  show(begunAnew(board.points, centroids), `k = ${centroids.length}: the last centroid is gone.`);
}

function choosePreset() {
  stop();
  glide = null;
  const next = openPreset(data.presets.find(({ name }) => name === parts.preset.value));
  show(next, `${next.name}: ${stateWords(next)}`);
}

const tool = () => parts.tools.querySelector(":checked").value;

// What is seen.

function view() {
  return projection(board.limits, parts.plane.clientWidth, parts.plane.clientHeight);
}

function redraw() {
  if (!asked) requestAnimationFrame(paint);
  asked = true;
}

function paint() {
  asked = false;
  const seen = onTheirWay();
  const scale = window.devicePixelRatio || 1;
  const now = view();
  const { canvas } = parts;
  const size = [now.width * scale, now.height * scale].map(Math.round);
  if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
  const brush = canvas.getContext("2d");
  brush.setTransform(scale, 0, 0, scale, 0, 0);
  drawPlane(brush, now, board, seen, lookOf());
  showHandles(seen.map(now.toPixels));
  showFacts();
  showControls();
  if (glide) redraw();
}

/** Where the centroids are seen: an update lets them glide to their place. */
function onTheirWay() {
  const share = glide ? (performance.now() - glide.begin) / GLIDE : 1;
  if (!(share < 1)) glide = null;
  if (!glide) return board.centroids;
  const eased = 1 - (1 - share) ** 3;
  return board.centroids.map((to, j) => {
    return to.map((value, axis) => value + (1 - eased) * (glide.from[j][axis] - value));
  });
}

function lookOf() {
  const page = getComputedStyle(document.body);
  const ground = getComputedStyle(document.documentElement).backgroundColor;
  const dark = Number(page.color.match(/\d+/)[0]) > 128;
  return { colors: data.palette, markers: data.markers, ink: page.color, ground, dark };
}

function showHandles(spots) {
  const handles = [...parts.plane.querySelectorAll(".centroid")];
  for (const handle of handles.slice(spots.length)) handle.remove();
  for (let j = handles.length; j < spots.length; j++) {
    const handle = makeHandle(j);
    handle.style.background = data.palette[j];
    handle.style.color = data.inks[j];
    parts.plane.append(handle);
    handles.push(handle);
  }
  spots.forEach(([x, y], j) => {
    handles[j].style.transform = `translate(${x}px, ${y}px)`;
    handles[j].setAttribute("aria-label", centroidWords(board, j));
  });
}

function showFacts() {
  parts.inertia.textContent = board.labels ? number(board.trail.at(-1)) : "not yet";
  const k = board.centroids.length;
  const sizes = board.labels ? clusterSizes(board.labels, k) : null;
  while (parts.sizes.children.length > k) parts.sizes.lastChild.remove();
  while (parts.sizes.children.length < k) parts.sizes.append(makeSize(parts.sizes.children.length));
  [...parts.sizes.children].forEach((item, j) => {
    item.lastChild.textContent = `${j + 1}: ${sizes ? sizes[j] : "-"}`;
    item.classList.toggle("empty", sizes !== null && sizes[j] === 0);
  });
  const ends = board.ends.map(endWords).join("; ");
  parts.ends.textContent = ends || "none yet: play to the end";
  showStrip();
}

/** A line of the list of sizes: the cluster's marker, then its number and size. */
function makeSize(j) {
  const sign = make("canvas", { width: "44", height: "44", "aria-hidden": "true" });
  const brush = sign.getContext("2d");
  brush.scale(2, 2);
  brush.beginPath();
  traceMarker(brush, data.markers[j], [11, 11], 6.5);
  brush.fillStyle = data.palette[j];
  brush.fill();
  brush.stroke();
  return make("li", {}, sign, make("span"));
}

/** The inertia of every half-step: a bar each, dark for assign, light for update. */
function showStrip() {
  const { trail } = board;
  const most = Math.max(...trail, Number.MIN_VALUE);
  const width = Math.min(250 / trail.length, 28);
  const bars = trail.map((value, i) => {
    const height = (72 * value) / most;
    const size = { x: i * width, y: 74 - height, width: width - Math.min(2, width / 4), height };
    return make("rect", { class: i % 2 === 0 ? "assign" : "update", ...size });
  });
  if (trail.length <= 10) {
    trail.forEach((_, i) => {
      const letter = make("text", { x: (i + 0.5) * width - 1, y: 90 }, "au"[i % 2]);
      bars.push(letter);
    });
  }
  bars.push(make("line", { x1: 0, x2: 250, y1: 74.5, y2: 74.5 }));
  parts.strip.replaceChildren(...bars);
  const words = trail.length ? trail.map(number).join("; ") : "none yet";
  parts.strip.setAttribute("aria-label", `inertia of every half-step: ${words}`);
}

function showControls() {
  const { step: stepButton, plane } = parts;
  stepButton.textContent = board.next ?? "it has ended";
  disable(stepButton, board.next === null);
  disable(parts.play, board.next === null && !timer);
  disable(parts.back, past.length === 0);
  parts.play.textContent = timer ? "pause" : "play";
  const k = board.centroids.length;
  parts.k.textContent = `k = ${k}`;
  disable(parts.fewer, k === 1);
  disable(parts.more, k === Math.min(MOST_CLUSTERS, board.points.length));
  parts.preset.value = board.name;
  plane.classList.toggle("hand", tool() !== "move");
}

/** Without `disabled`, which would take the focus away. */
function disable(button, off) {
  button.setAttribute("aria-disabled", String(off));
}

// The page.

function button(id, name, action, label = name) {
  const act = () => {
    showControls(); // a click may come before the next frame
    if (parts[id].getAttribute("aria-disabled") !== "true") action();
  };
  const given = label === name ? {} : { "aria-label": label };
  parts[id] = make("button", { id, type: "button", onclick: act, ...given }, name);
  return parts[id];
}

function select(id, label, options, action) {
  const items = options.map((name) => make("option", { value: name }, name));
  parts[id] = make("select", { id, "aria-label": label, onchange: action }, ...items);
  return parts[id];
}

function part(tag, id, attributes = {}, ...children) {
  parts[id] = make(tag, { id, ...attributes }, ...children);
  return parts[id];
}

function toolChoice() {
  const choices = ["move", "paint", "erase"].map((value, i) => {
    const radio = make("input", { type: "radio", name: "tool", value, onchange: redraw });
    radio.checked = i === 0;
    return make("label", {}, radio, value);
  });
  return part("fieldset", "tools", { "aria-label": "a touch of the ground" }, ...choices);
}

function makeFacts() {
  return make(
    "div",
    { class: "facts" },
    make("h2", {}, "inertia"),
    part("p", "inertia"),
    make("h2", {}, "points in each cluster"),
    part("ul", "sizes"),
    make("h2", {}, "after each assign and update"),
    part("svg", "strip", { role: "img", viewBox: "0 0 250 92", preserveAspectRatio: "xMinYMid" }),
    make("h2", {}, "ends found on these points"),
    part("p", "ends"),
  );
}

function makePage() {
  const name = "plane: Tab to a centroid, arrow keys move it, p paints a point there, e erases";
  const seed = part("input", "seed", {
    type: "number",
    value: "0",
    min: "0",
    step: "1",
    onchange: newStart,
  });
  const plane = part(
    "div",
    "plane",
    { class: "plane", role: "application", "aria-label": name },
    part("canvas", "canvas"),
  );
  const main = document.querySelector("main");
  main.className = "board";
  main.append(
    make(
      "div",
      { class: "row" },
      button("step", "assign", step),
      button("back", "back", back),
      button("play", "play", play),
      make("span", { class: "gap" }),
      button("fewer", "\u2212", removeCentroid, "one centroid fewer"),
      part("span", "k"),
      button("more", "+", addCentroid, "one centroid more"),
    ),
    make("div", { class: "stage" }, plane, voice, makeFacts()),
    make(
      "div",
      { class: "row" },
      button("start", "new start", nextStart),
      select("way", "how the start is drawn", Object.keys(STARTS), newStart),
      make("label", {}, "seed", seed),
    ),
    make(
      "div",
      { class: "row" },
      select(
        "preset",
        "points",
        data.presets.map((preset) => preset.name),
        choosePreset,
      ),
      toolChoice(),
      make("span", { class: "gap" }),
      button("copy", "copy as NumPy", () => copyText(numpyLines(board))),
    ),
  );
  paintOn(parts.canvas);
  new ResizeObserver(redraw).observe(plane);
  document.addEventListener("theme", redraw);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}

makePage();
say(stateWords(board));
followTheme();
fitFrame();
redraw();
