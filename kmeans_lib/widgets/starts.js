"use strict";
// Where centroids start: drawn from a seed by a small generator, so that a class sees the same.

/** Numbers from 0 to 1 from a whole number: Tommy Ettinger's mulberry32. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A place drawn with chances proportional to weights, not all of them 0. */
function drawPlace(weights, random) {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    last = i;
    left -= weights[i];
    if (left < 0) break;
  }
  return last;
}

function countDifferent(points) {
  return new Set(points.map(([x, y]) => `${x + 0},${y + 0}`)).size;
}

/** k different points, each as likely as any other. */
function randomStart(points, k, random) {
  const weights = points.map(() => 1);
  const chosen = [];
  while (chosen.length < k) {
    const place = points[drawPlace(weights, random)];
    chosen.push(place);
    points.forEach((point, i) => {
      if (squaredDistance(point, place) === 0) weights[i] = 0;
    });
  }
  return chosen;
}

/** Greedy k-means++: of a few candidates the one that leaves the smallest sum of distances. */
function plusPlusStart(points, k, random) {
  const chosen = [points[Math.floor(random() * points.length)]];
  let distances = points.map((point) => squaredDistance(point, chosen[0]));
  const tries = 2 + Math.floor(Math.log(k));
  while (chosen.length < k) {
    let best = { sum: Infinity };
    for (let i = 0; i < tries; i++) {
      const place = points[drawPlace(distances, random)];
      const left = points.map((point, n) => Math.min(distances[n], squaredDistance(point, place)));
      const sum = left.reduce((total, distance) => total + distance, 0);
      if (sum < best.sum) best = { sum, place, left };
    }
    chosen.push(best.place);
    distances = best.left;
  }
  return chosen;
}

const STARTS = { "random points": randomStart, "k-means++": plusPlusStart };
