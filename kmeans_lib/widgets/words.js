"use strict";
// What the board says of a run: one sentence a change, for eyes and for screen readers.

const count = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;

function number(value) {
  const few = { maximumSignificantDigits: 4 };
  return value.toLocaleString("en-US", Math.abs(value) < 1000 ? few : { maximumFractionDigits: 0 });
}

/** A place of the plane, with as many decimals as its limits deserve. */
function placeWords(place, { low, high }) {
  const decimals = 2 - Math.floor(Math.log10(high[0] - low[0]));
  const kept = Math.min(Math.max(decimals, 0), 20);
  return place.map((value) => value.toFixed(kept).replace(/^-(0\.?0*)$/, "$1")).join(", ");
}

/** What the last half-step of a run has done. */
function stepWords(run) {
  const n = run.points.length;
  const value = number(run.trail.at(-1));
  if (run.next === "assign") {
    const words = `Round ${run.round}, update: every centroid moves to the mean of its points.`;
    return [words, ...refillWords(run), `Inertia ${value}.`].join(" ");
  }
  if (run.round === 0) {
    const k = run.centroids.length;
    return `Start: ${count(n, "point")}, each to the nearest of ${count(k, "centroid")}. Inertia ${value}.`;
  }
  const assign = `Round ${run.round}, assign`;
  if (run.next) {
    return `${assign}: ${run.moved} of ${count(n, "point")} change cluster. Inertia ${value}.`;
  }
  return `${assign}: nothing moved. It ends after ${count(run.round, "round")}, inertia ${value}.`;
}

function refillWords(run) {
  return run.refilled.map(([j, point]) => {
    const empty = `Cluster ${j + 1} was empty`;
    return point
      ? `${empty}: its centroid moved to the farthest point, (${placeWords(point, run.limits)}).`
      : `${empty}, and waits at the largest cluster.`;
  });
}

function stateWords(run) {
  if (run.labels) return stepWords(run);
  const things = [count(run.points.length, "point"), count(run.centroids.length, "centroid")];
  return `${things.join(" and ")}; no point is assigned yet.`;
}

function centroidWords(run, j) {
  const sizes = run.labels && clusterSizes(run.labels, run.centroids.length);
  const size = sizes ? count(sizes[j], "point") : "nothing assigned yet";
  return `centroid ${j + 1} at ${placeWords(run.centroids[j], run.limits)}, ${size}`;
}

function movedWords(run, j) {
  return `C${centroidWords(run, j).slice(1)}. Inertia ${number(run.trail.at(-1))}.`;
}

function endWords({ value, times }) {
  return times === 1 ? number(value) : `${number(value)} (${times} times)`;
}

/** Lines for the next cell; JavaScript writes the shortest number that reads back as the same. */
function numpyLines({ points, centroids }) {
  return `${arrayLines("points", points)}${arrayLines("centroids", centroids)}`;
}

function arrayLines(name, rows) {
  const lines = [];
  for (let i = 0; i < rows.length; i += 4) {
    lines.push(
      rows
        .slice(i, i + 4)
        .map(([x, y]) => `[${x}, ${y}]`)
        .join(", "),
    );
  }
  return `${name} = np.array([${lines.join(",\n    ")}], dtype=float)\n`;
}
