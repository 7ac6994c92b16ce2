"use strict";
// k-means of points of a plane by the library's rules: assignment.py, update.py, lloyd.py.
// A point is [x, y]. Nothing here changes what it is given, so a run can be taken back.

function squaredDistance(a, b) {
  const x = a[0] - b[0];
  const y = a[1] - b[1];
  return x * x + y * y;
}

/** Number of the nearest centroid; a tie goes to the lower number. */
function nearest(point, centroids) {
  let best = 0;
  let least = Infinity;
  for (let j = 0; j < centroids.length; j++) {
    const distance = squaredDistance(point, centroids[j]);
    if (distance < least) [best, least] = [j, distance];
  }
  return best;
}

function assignLabels(points, centroids) {
  return points.map((point) => nearest(point, centroids));
}

function clusterSizes(labels, k) {
  const sizes = new Array(k).fill(0);
  for (const label of labels) sizes[label] += 1;
  return sizes;
}

function ownDistances(points, labels, centroids) {
  return points.map((point, i) => squaredDistance(point, centroids[labels[i]]));
}

function inertia(points, labels, centroids) {
  return ownDistances(points, labels, centroids).reduce((sum, distance) => sum + distance, 0);
}

/** Numbers of the points, those farthest from their own centroid first; equal ones in order. */
function farthestFirst(distances) {
  return distances.map((_, i) => i).sort((a, b) => distances[b] - distances[a] || a - b);
}

/**
 * Mean of every cluster. An empty one takes the point farthest from its own centroid, the next
 * one the second farthest; with nothing to take, it waits at the largest cluster.
 * `refilled` has [cluster, point] for each that was empty, the point null for one that waits.
 */
function updateCentroids(points, labels, centroids) {
  const k = centroids.length;
  const empty = clusterSizes(labels, k).flatMap((size, j) => (size === 0 ? [j] : []));
  const own = [...labels];
  const refilled = [];
  if (empty.length > 0) {
    const distances = ownDistances(points, labels, centroids);
    const farthest = farthestFirst(distances);
    empty.forEach((j, place) => {
      const i = farthest[place];
      const free = distances[i] > 0;
      if (free) own[i] = j;
      refilled.push([j, free ? points[i] : null]);
    });
  }
  return { centroids: means(points, own, k), refilled };
}

function means(points, labels, k) {
  const members = Array.from({ length: k }, () => []);
  points.forEach((point, i) => {
    members[labels[i]].push(point);
  });
  const most = Math.max(...members.map((group) => group.length));
  const largest = members.find((group) => group.length === most);
  return members.map((group) => meanOf(group.length > 0 ? group : largest));
}

/** The mean of equal points is that point: a rounded one would leave them a distance. */
function meanOf(group) {
  if (group.every((point) => squaredDistance(point, group[0]) === 0)) return [...group[0]];
  return [0, 1].map((axis) => group.reduce((sum, point) => sum + point[axis], 0) / group.length);
}

/** A run before its first step. `next` is "assign", "update", or null when nothing moves. */
function beginRun(points, centroids) {
  const counted = { round: 0, moved: 0, emptied: 0, refilled: [] };
  return {
    points,
    centroids,
    labels: null,
    ...counted,
    next: "assign",
    trail: [],
    path: [centroids],
  };
}

/** The run after its next half-step. A round is an update and an assignment, as in kmeans_steps. */
function advance(run) {
  return run.next === "assign" ? assignStep(run) : updateStep(run);
}

function assignStep(run) {
  const labels = assignLabels(run.points, run.centroids);
  const moved = run.labels
    ? labels.filter((label, i) => label !== run.labels[i]).length
    : labels.length;
  const next = run.round > 0 && moved === 0 ? null : "update";
  return measured({ ...run, labels, moved, next, refilled: [] });
}

function updateStep(run) {
  const { centroids, refilled } = updateCentroids(run.points, run.labels, run.centroids);
  const counted = { round: run.round + 1, emptied: run.emptied + refilled.length, refilled };
  const path = [...run.path, centroids];
  return measured({ ...run, centroids, ...counted, next: "assign", path });
}

function measured(run) {
  return { ...run, trail: [...run.trail, inertia(run.points, run.labels, run.centroids)] };
}
