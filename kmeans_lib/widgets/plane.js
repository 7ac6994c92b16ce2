"use strict";
// Drawing the plane: regions, points, and the way that the centroids have come.

const UNASSIGNED = "#999999";
const MARKER_SHAPES = {
  s: [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ],
  "^": [
    [0, -1.2],
    [1.15, 0.9],
    [-1.15, 0.9],
  ],
  v: [
    [0, 1.2],
    [1.15, -0.9],
    [-1.15, -0.9],
  ],
  "<": [
    [-1.2, 0],
    [0.9, -1.15],
    [0.9, 1.15],
  ],
  D: [
    [0, -1.35],
    [1.35, 0],
    [0, 1.35],
    [-1.35, 0],
  ],
  P: cross(0),
  X: cross(Math.PI / 4),
  "*": star(5, 1.5, 0.62),
  p: star(5, 1.25, null),
};

/** A thick plus sign, turned by an angle. */
function cross(angle) {
  const [long, thin] = [1.3, 0.48];
  const arm = [
    [-thin, -long],
    [thin, -long],
    [thin, -thin],
  ];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [0, 1, 2, 3].flatMap((quarter) =>
    arm.map(([x, y]) => {
      for (let turn = 0; turn < quarter; turn++) [x, y] = [-y, x];
      return [x * cos - y * sin, x * sin + y * cos];
    }),
  );
}

/** Corners on a circle; with a second radius, a star. */
function star(corners, outer, inner) {
  const radii = inner === null ? [outer] : [outer, inner];
  const count = corners * radii.length;
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count - Math.PI / 2;
    const radius = radii[i % radii.length];
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/** The rectangle of the plane that holds all of these, with a margin. */
function limitsOf(places) {
  const xs = places.map(([x]) => x);
  const ys = places.map(([, y]) => y);
  const low = [Math.min(...xs), Math.min(...ys)];
  const high = [Math.max(...xs), Math.max(...ys)];
  const margin = 0.1 * Math.max(high[0] - low[0], high[1] - low[1]) || 1;
  return { low: low.map((value) => value - margin), high: high.map((value) => value + margin) };
}

/** How places become pixels: one scale for both axes, the limits in the middle. */
function projection(limits, width, height) {
  const [spanX, spanY] = limits.high.map((high, axis) => high - limits.low[axis]);
  const scale = Math.min(width / spanX, height / spanY);
  const left = (width - scale * spanX) / 2 - scale * limits.low[0];
  const bottom = (height + scale * spanY) / 2 + scale * limits.low[1];
  return {
    width,
    height,
    scale,
    toPixels: ([x, y]) => [left + scale * x, bottom - scale * y],
    toPlace: ([x, y]) => [(x - left) / scale, (bottom - y) / scale],
  };
}

/** What is nearer to centroid j than to any other: a polygon, cut out of the whole canvas. */
function regionOf(j, spots, width, height) {
  let polygon = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
  spots.forEach((other, i) => {
    if (i !== j) polygon = cutOff(polygon, spots[j], other, i < j);
  });
  return polygon;
}

/** The part of a polygon nearer to one spot than to another; of equal spots the first has all. */
function cutOff(polygon, spot, other, otherFirst) {
  const [a, b] = [other[0] - spot[0], other[1] - spot[1]];
  if (a === 0 && b === 0) return otherFirst ? [] : polygon;
  const limit = (a * (spot[0] + other[0]) + b * (spot[1] + other[1])) / 2;
  const kept = [];
  polygon.forEach((corner, i) => {
    const before = polygon.at(i - 1);
    const [here, there] = [corner, before].map(([x, y]) => a * x + b * y - limit);
    if (here < 0 !== there < 0) {
      const share = there / (there - here);
      kept.push(before.map((value, axis) => value + share * (corner[axis] - value)));
    }
    if (here < 0) kept.push(corner);
  });
  return kept;
}

function tracePolygon(brush, corners, [x, y] = [0, 0], size = 1) {
  corners.forEach(([dx, dy], i) => {
    brush[i === 0 ? "moveTo" : "lineTo"](x + size * dx, y + size * dy);
  });
  brush.closePath();
}

function traceMarker(brush, marker, spot, size) {
  if (MARKER_SHAPES[marker]) {
    tracePolygon(brush, MARKER_SHAPES[marker], spot, size);
  } else {
    brush.moveTo(spot[0] + 1.1 * size, spot[1]);
    brush.arc(spot[0], spot[1], 1.1 * size, 0, 2 * Math.PI);
  }
}

/** Draw a run; `centroids` is where they are seen, on their way to run.centroids. */
function drawPlane(brush, view, run, centroids, style) {
  const spots = centroids.map(view.toPixels);
  brush.clearRect(0, 0, view.width, view.height);
  spots.forEach((_, j) => {
    brush.beginPath();
    tracePolygon(brush, regionOf(j, spots, view.width, view.height));
    brush.fillStyle = style.colors[j];
    brush.globalAlpha = style.dark ? 0.38 : 0.28;
    brush.fill();
    brush.globalAlpha = 1;
    brush.strokeStyle = style.ground;
    brush.lineWidth = 2;
    brush.stroke();
  });
  drawPoints(brush, view, run, spots, style);
  drawPath(brush, view, run.path, style);
}

function drawPath(brush, view, path, style) {
  for (const [color, width] of [
    [style.ground, 5],
    [style.ink, 2.5],
  ]) {
    brush.beginPath();
    path[0].forEach((start, j) => {
      brush.moveTo(...view.toPixels(start));
      for (const centroids of path) brush.lineTo(...view.toPixels(centroids[j]));
    });
    brush.strokeStyle = color;
    brush.lineWidth = width;
    brush.stroke();
  }
}

function drawPoints(brush, view, { points, labels }, spots, style) {
  const size = markerSize(points.length, view.width);
  const places = points.map(view.toPixels);
  const clusters = labels ? spots.map((_, j) => j) : [null];
  for (const j of clusters) {
    const mine = labels ? places.filter((_, i) => labels[i] === j) : places;
    if (labels) drawLines(brush, mine, spots[j], style.colors[j]);
    brush.beginPath();
    for (const place of mine) traceMarker(brush, style.markers[j], place, size);
    brush.fillStyle = labels ? style.colors[j] : UNASSIGNED;
    brush.strokeStyle = style.dark ? "#000000" : "#1a1a1a";
    brush.lineWidth = 1;
    brush.fill();
    brush.stroke();
  }
}

function drawLines(brush, places, spot, color) {
  brush.beginPath();
  for (const place of places) {
    brush.moveTo(...place);
    brush.lineTo(...spot);
  }
  brush.strokeStyle = color;
  brush.globalAlpha = 0.45;
  brush.lineWidth = 1;
  brush.stroke();
  brush.globalAlpha = 1;
}

function markerSize(n, width) {
  const size = n < 20 ? 8 : n < 300 ? 5 : 4;
  return width < 420 ? 0.8 * size : size;
}
