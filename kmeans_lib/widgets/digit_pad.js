"use strict";
// The digit pad: a drawing, what k-means sees of it, and the centroids that are nearest.

const PAD = 280; // units of the pad's own coordinates, left to right and top to bottom
const PEN_DRAWN = 28; // units: about as wide, on a large digit, as PEN is for k-means
const MOST = 3; // steps thicker or thinner
const SENTENCE_EMPTY = "Nothing is drawn: draw a digit, or choose an example.";
const SENTENCE_GONE = "No ink is in sight: move it back, or clear.";

/** The numbers in base64 that Python sent: grey levels, or centroids one after the other. */
function decode(text, Type) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Type(bytes.buffer);
}

/** Distance to each of some centroids, of 255 per pixel: root mean square of the differences. */
function distancesTo(centroids, picture) {
  const size = picture.length;
  return Array.from({ length: centroids.length / size }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += (picture[i] - centroids[j * size + i]) ** 2;
    return Math.sqrt(sum / size);
  });
}

/** Numbers of the nearest and of the second nearest; a tie goes to the lower number. */
function nearestTwo(distances) {
  const order = [...distances.keys()].sort((a, b) => distances[a] - distances[b]); // stable
  return order.slice(0, 2);
}

/** The line of Python that makes the picture again. */
function asNumPy(picture) {
  return `mine = np.array([${[...picture].join(", ")}])`;
}

const shape = data.shape;
const examples = data.examples.map(([name, text]) => [name, decode(text, Uint8Array)]);
const centroidsOf = new Map(data.centroids.map(([k, text]) => [k, decode(text, Float32Array)]));
const ks = [...centroidsOf.keys()];

/** All that changes. What is seen follows from strokes or example, thickness and shift. */
const pad = { k: ks.at(-1) };

/** Begin with one of the examples, or with an empty paper: -1. */
function begin(example) {
  Object.assign(pad, { strokes: [], example, right: 0, down: 0, steps: 0 });
}

/** What k-means sees now. */
function seen() {
  const plain = pad.example < 0 ? seenFrom(pad.strokes, shape) : examples[pad.example][1];
  return shifted(thickened(plain, shape, pad.steps), shape, pad.right, pad.down);
}

const isBlank = (picture) => picture.every((grey) => grey === 0);

/** What was done to the picture, such as "Shifted 2 right, 1 up; 1 step thicker. " */
function changes() {
  const moves = [
    [pad.right, "right", "left"],
    [pad.down, "down", "up"],
  ]
    .filter(([by]) => by !== 0)
    .map(([by, plus, minus]) => `${Math.abs(by)} ${by > 0 ? plus : minus}`);
  const words = moves.length ? [`shifted ${moves.join(", ")}`] : [];
  if (pad.steps !== 0) {
    const steps = Math.abs(pad.steps) === 1 ? "step" : "steps";
    words.push(`${Math.abs(pad.steps)} ${steps} ${pad.steps > 0 ? "thicker" : "thinner"}`);
  }
  const text = words.join("; ");
  return text && `${text[0].toUpperCase()}${text.slice(1)}. `;
}

/** The sentence that says where the picture goes. */
function sentence(picture, distances) {
  if (pad.example < 0 && pad.strokes.length === 0) return SENTENCE_EMPTY;
  if (isBlank(picture)) return changes() + SENTENCE_GONE;
  const [own, second] = nearestTwo(distances);
  const [near, far] = [own, second].map((j) => distances[j].toFixed(1));
  const nearest = `Nearest: centroid ${own + 1}, ${near} of 255 per pixel`;
  return `${changes()}${nearest}; runner-up ${second + 1}, ${far}.`;
}

// What is shown.

/** Paint grey levels, one pixel each, on a canvas; the page enlarges it. */
function paint(canvas, picture) {
  [canvas.height, canvas.width] = shape;
  const image = new ImageData(shape[1], shape[0]);
  for (const [i, grey] of picture.entries()) image.data.set([grey, grey, grey, 255], 4 * i);
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** A picture with words below it. */
function pictureFrame() {
  const canvas = make("canvas", { role: "img" });
  const words = make("figcaption");
  const figure = make("figure", {}, canvas, words);
  return { figure, canvas, words };
}

function show({ canvas, words }, picture, name, ...more) {
  paint(canvas, picture);
  canvas.setAttribute("aria-label", name);
  words.replaceChildren(name, ...more);
}

const paper = make("canvas", {
  id: "paper",
  width: 2 * PAD,
  height: 2 * PAD,
  role: "img",
  "aria-label": "paper to draw on with a finger or a mouse; examples are in the list below",
});
const NAMES = ["nearest", "runner-up"];
const three = [pictureFrame(), ...NAMES.map(pictureFrame)];
for (const [i, name] of NAMES.entries()) three[i + 1].figure.className = name;
const row = make("div", { class: "all" });
let all = [];

function drawPaper() {
  const brush = paper.getContext("2d");
  brush.setTransform(2, 0, 0, 2, 0, 0);
  brush.clearRect(0, 0, PAD, PAD);
  Object.assign(brush, { lineWidth: PEN_DRAWN, lineCap: "round", lineJoin: "round" });
  brush.strokeStyle = "#fff";
  for (const stroke of pad.strokes) {
    brush.beginPath();
    brush.moveTo(...stroke[0]);
    for (const point of stroke) brush.lineTo(...point);
    brush.stroke();
  }
  if (pad.strokes.length > 0) return;
  Object.assign(brush, {
    fillStyle: "#bbb",
    font: "22px system-ui, sans-serif",
    textAlign: "center",
  });
  brush.fillText("draw a digit here", PAD / 2, PAD / 2);
}

/** Other pictures for another k: made once, so that only numbers change while you draw. */
function showCentroids() {
  const size = shape[0] * shape[1];
  const centroids = centroidsOf.get(pad.k);
  all = Array.from({ length: pad.k }, pictureFrame);
  for (const [j, frame] of all.entries()) {
    paint(frame.canvas, centroids.slice(j * size, (j + 1) * size));
    frame.canvas.setAttribute("aria-label", `centroid ${j + 1}`);
  }
  row.replaceChildren(...all.map((frame) => frame.figure));
}

/** Everything that follows from the drawing. */
function follow() {
  const picture = seen();
  const size = picture.length;
  const centroids = centroidsOf.get(pad.k);
  const distances = distancesTo(centroids, picture);
  const two = isBlank(picture) ? [] : nearestTwo(distances);
  show(three[0], picture, "what k-means sees");
  for (const [i, name] of NAMES.entries()) {
    const { figure } = three[i + 1];
    const j = two[i];
    figure.style.visibility = j === undefined ? "hidden" : "visible";
    if (j === undefined) continue;
    const own = centroids.slice(j * size, (j + 1) * size);
    const away = make("b", {}, distances[j].toFixed(1));
    show(three[i + 1], own, `${name}: centroid ${j + 1}`, away);
  }
  for (const [j, { figure, words }] of all.entries()) {
    figure.className = NAMES[two.indexOf(j)] ?? "";
    words.replaceChildren(make("b", {}, `${j + 1}`), two.length ? distances[j].toFixed(1) : "");
  }
  return sentence(picture, distances);
}

/** Show the state anew, and say it. */
function update() {
  drawPaper();
  list.value = pad.example;
  say(follow());
}

// What can be done.

let waiting = false;

/** While a stroke grows: at most once a frame, and without a word until it ends. */
function soon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    drawPaper();
    follow();
  });
}

function placeOf(event) {
  const box = paper.getBoundingClientRect();
  const edge = (box.width - paper.clientWidth) / 2;
  const at = (client, start) => ((client - start - edge) * PAD) / paper.clientWidth;
  return [at(event.clientX, box.left), at(event.clientY, box.top)];
}

let pen = null; // the pointer that draws; a second finger does not

paper.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || !event.isPrimary) return;
  event.preventDefault();
  pen = event.pointerId;
  paper.setPointerCapture(pen);
  if (pad.example >= 0) begin(-1);
  pad.strokes.push([placeOf(event)]);
  soon();
});
paper.addEventListener("pointermove", (event) => {
  if (event.pointerId !== pen) return;
  const events = event.getCoalescedEvents?.() ?? [];
  for (const part of events.length ? events : [event]) pad.strokes.at(-1).push(placeOf(part));
  soon();
});
paper.addEventListener("lostpointercapture", (event) => {
  if (event.pointerId !== pen) return;
  pen = null;
  update();
});

function choose(example) {
  begin(example);
  update();
}

function move(right, down) {
  pad.right = Math.min(shape[1], Math.max(-shape[1], pad.right + right));
  pad.down = Math.min(shape[0], Math.max(-shape[0], pad.down + down));
  update();
}

function thicker(steps) {
  pad.steps = Math.min(MOST, Math.max(-MOST, pad.steps + steps));
  update();
}

function button(text, action, name = text) {
  return make("button", { type: "button", "aria-label": name, title: name, onclick: action }, text);
}

const list = make(
  "select",
  { "aria-label": "example", onchange: () => choose(Number(list.value)) },
  make("option", { value: -1 }, "your drawing"),
  ...examples.map(([name], i) => make("option", { value: i }, `example: ${name}`)),
);
const shownK = make("span", { "aria-hidden": "true" });
const slider = make("input", {
  type: "range",
  id: "k",
  min: 0,
  max: ks.length - 1,
  "aria-label": "k, number of clusters",
  oninput: () => chooseK(ks[slider.value]),
});

function chooseK(k) {
  pad.k = k;
  shownK.textContent = `k = ${k} clusters`;
  slider.setAttribute("aria-valuetext", k);
  showCentroids();
  update();
}

function rowOf(...elements) {
  return make("div", { class: "row" }, ...elements);
}

function build() {
  const shifts = rowOf(
    button("←", () => move(-1, 0), "shift left by one pixel"),
    button("↑", () => move(0, -1), "shift up by one pixel"),
    button("↓", () => move(0, 1), "shift down by one pixel"),
    button("→", () => move(1, 0), "shift right by one pixel"),
  );
  const others = rowOf(
    button("thicker", () => thicker(1)),
    button("thinner", () => thicker(-1)),
    button("copy as NumPy", () => copyText(asNumPy(seen()))),
  );
  const pictures = make("div", { class: "three" }, ...three.map((frame) => frame.figure));
  const choice = rowOf(slider, shownK);
  choice.hidden = ks.length < 2;
  slider.value = ks.indexOf(pad.k);
  const main = document.querySelector("main");
  const clear = button("clear", () => choose(-1));
  main.append(make("section", { class: "draw" }, paper, rowOf(clear, list)));
  main.append(make("section", { class: "see" }, pictures, shifts, others), voice);
  main.append(make("section", { class: "whole" }, choice, row));
}

begin(examples.length ? 0 : -1);
build();
followTheme();
chooseK(pad.k);
fitFrame();
