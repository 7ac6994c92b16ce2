"use strict";
// The hand on the board's plane: centroids are dragged or moved by keys, points painted and erased.

const REACH = 16; // pixels: around the pointer that are erased, and between painted points
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Where a pointer is on the plane, in pixels, kept inside of it. */
function spotOf(event) {
  const box = parts.canvas.getBoundingClientRect();
  const inside = (value, most) => Math.min(Math.max(value, 0), most);
  return [inside(event.clientX - box.left, box.width), inside(event.clientY - box.top, box.height)];
}

/** Follow a pointer from its press on; all that it changes is one step for `back`. */
function followPointer(element, begin, follow, end) {
  let before = null;
  const finish = () => {
    if (before && before !== board) {
      past.push(before);
      redraw();
      end();
    }
    before = null;
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || before) return;
    stop();
    glide = null;
    before = board;
    element.setPointerCapture(event.pointerId);
    begin(event);
  });
  element.addEventListener("pointermove", (event) => before && follow(event));
  element.addEventListener("pointerup", finish);
  element.addEventListener("pointercancel", finish);
}

function makeHandle(j) {
  const handle = make("button", { class: "centroid", type: "button" }, String(j + 1));
  let grip = [0, 0]; // from the pointer to the middle, so that a press alone moves nothing
  const hold = (event) => {
    const middle = view().toPixels(board.centroids[j]);
    grip = spotOf(event).map((value, axis) => middle[axis] - value);
  };
  const drag = (event) => {
    const spot = spotOf(event).map((value, axis) => value + grip[axis]);
    board = withMoved(j, view().toPlace(spot));
    redraw();
  };
  followPointer(handle, hold, drag, () => say(movedWords(board, j)));
  handle.addEventListener("keydown", (event) => pressOn(event, j));
  return handle;
}

/** Arrows move a centroid (with shift a tenth as far), p paints a point there, e erases there. */
function pressOn(event, j) {
  const place = board.centroids[j];
  const arrow = ARROWS[event.key];
  if (arrow) {
    event.preventDefault();
    stop();
    glide = null;
    if (!event.repeat) past.push(board);
    board = withMoved(j, neighbour(place, arrow, event.shiftKey ? 0.002 : 0.02));
    redraw();
    say(movedWords(board, j));
  } else if (event.key === "p" || event.key === "e") {
    stop();
    const next = event.key === "p" ? withPoint(place) : withoutNear(view().toPixels(place));
    if (next !== board) show(next, pointsWords(next));
  }
}

/** The place a share of the plane's width further on, at most at its edge. */
function neighbour(place, direction, share) {
  const { low, high } = board.limits;
  const width = share * Math.max(high[0] - low[0], high[1] - low[1]);
  return place.map((value, axis) => {
    return Math.min(Math.max(value + width * direction[axis], low[axis]), high[axis]);
  });
}

function withPoint(place) {
  if (board.points.length >= data.most) return board;
  return begunAnew([...board.points, place], board.centroids);
}

/** Without the points near a spot in pixels; as many as there are centroids always stay. */
function withoutNear(spot) {
  const { toPixels } = view();
  const kept = board.points.filter((point) => squaredDistance(toPixels(point), spot) > REACH ** 2);
  const some = kept.length < board.points.length && kept.length >= board.centroids.length;
  return some ? begunAnew(kept, board.centroids) : board;
}

/** Let the ground of the plane be painted on or erased, as the tool says. */
function paintOn(ground) {
  let last = null;
  const touch = (event) => {
    const spot = spotOf(event);
    if (tool() === "erase") board = withoutNear(spot);
    if (tool() === "paint" && (last === null || squaredDistance(last, spot) >= REACH ** 2)) {
      board = withPoint(view().toPlace(spot));
      last = spot;
    }
    redraw();
  };
  const begin = (event) => {
    last = null;
    touch(event);
  };
  followPointer(ground, begin, touch, () => say(pointsWords(board)));
}

function pointsWords(run) {
  const value = run.labels ? ` Inertia ${number(run.trail.at(-1))}.` : "";
  return `${count(run.points.length, "point")} now.${value}`;
}
