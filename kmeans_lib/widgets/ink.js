"use strict";
// From strokes of a pen to the picture that k-means sees, made the way the digits were made:
// MNIST scales the ink to a box of 20x20 and puts its centre of mass into the middle of 28x28;
// data/README.md says how 24x24 of that become 16x16. No canvas draws here: every browser, and
// the tests in Python, get the same grey levels.

const BOX = 20;
const FRAME = 28;
const MARGIN = 2;
const PEN = 2.7; // pixels of the box: so the drawings of the tests have the mean ink of the data

/** Grey levels of a frame with the strokes in its upper left box; a stroke is [[x, y], ...]. */
function inkFrame(strokes) {
  const grey = new Uint8Array(FRAME * FRAME);
  for (const [pixel, square] of squaredDistancesToInk(fitBox(strokes)).entries()) {
    const covered = Math.min(1, Math.max(0, PEN / 2 + 0.5 - Math.sqrt(square)));
    grey[pixel] = Math.floor(255 * covered + 0.5);
  }
  return grey;
}

/** The strokes, scaled so that the ink around them just fills the box; a dot keeps its size. */
function fitBox(strokes) {
  const xs = strokes.flat().map((point) => point[0]);
  const ys = strokes.flat().map((point) => point[1]);
  const [left, top] = [least(xs), least(ys)];
  const side = Math.max(-least(xs.map((x) => -x)) - left, -least(ys.map((y) => -y)) - top);
  const scale = side > 0 ? (BOX - PEN) / side : 1;
  const place = ([x, y]) => [(x - left) * scale + PEN / 2, (y - top) * scale + PEN / 2];
  return strokes.map((stroke) => stroke.map(place));
}

/** Math.min(...numbers) would put every number on the stack: too many for a long drawing. */
function least(numbers) {
  return numbers.reduce((a, b) => Math.min(a, b), Infinity);
}

/** From the middle of every pixel to the nearest line, squared; Infinity out of the pen's reach. */
function squaredDistancesToInk(strokes) {
  const squares = new Float64Array(FRAME * FRAME).fill(Infinity);
  for (const stroke of strokes) {
    const last = stroke.length - 1;
    for (let i = 0; i < Math.max(last, 1); i++) {
      nearLine(squares, stroke[i], stroke[Math.min(i + 1, last)]);
    }
  }
  return squares;
}

function nearLine(squares, [ax, ay], [bx, by]) {
  const reach = PEN / 2 + 1;
  const first = (value) => Math.max(0, Math.floor(value - reach));
  const end = (value) => Math.min(FRAME, Math.ceil(value + reach));
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  for (let row = first(Math.min(ay, by)); row < end(Math.max(ay, by)); row++) {
    for (let column = first(Math.min(ax, bx)); column < end(Math.max(ax, bx)); column++) {
      const [x, y] = [column + 0.5, row + 0.5];
      const along = length > 0 ? ((x - ax) * dx + (y - ay) * dy) / length : 0;
      const t = Math.min(1, Math.max(0, along));
      const [u, v] = [x - (ax + t * dx), y - (ay + t * dy)];
      const pixel = row * FRAME + column;
      squares[pixel] = Math.min(squares[pixel], u * u + v * v);
    }
  }
}

/** A frame moved by whole pixels, so that its centre of mass is nearest to pixel (14, 14). */
function centred(frame) {
  let [mass, right, down] = [0, 0, 0];
  for (const [pixel, grey] of frame.entries()) {
    mass += grey;
    right += grey * (pixel % FRAME);
    down += grey * Math.floor(pixel / FRAME);
  }
  const by = (sum) => Math.floor(FRAME / 2 - sum / mass + 0.5);
  return shifted(frame, [FRAME, FRAME], by(right), by(down));
}

/** A picture moved to the right and down; what comes in is black, what leaves is lost. */
function shifted(picture, [height, width], right, down) {
  const moved = new Uint8Array(picture.length);
  for (const [pixel, grey] of picture.entries()) {
    const [x, y] = [(pixel % width) + right, Math.floor(pixel / width) + down];
    if (x >= 0 && x < width && y >= 0 && y < height) moved[y * width + x] = grey;
  }
  return moved;
}

/** Half a pixel thicker in every step, thinner if steps is negative. */
function thickened(picture, [height, width], steps) {
  if (steps === 0) return picture;
  const most = steps > 0 ? Math.max : Math.min;
  const next = picture.map((grey, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const sides = [];
    if (x > 0) sides.push(picture[pixel - 1]);
    if (x < width - 1) sides.push(picture[pixel + 1]);
    if (y > 0) sides.push(picture[pixel - width]);
    if (y < height - 1) sides.push(picture[pixel + width]);
    return most(grey, Math.floor((grey + most(...sides) + 1) / 2));
  });
  return thickened(next, [height, width], steps - Math.sign(steps));
}

/** The middle 24x24 of a frame as a picture of another shape: Pillow's Hamming filter, exactly. */
function resample(frame, [height, width]) {
  const rows = weights(height);
  const columns = weights(width);
  const across = []; // FRAME x width, rounded to grey levels between the passes as Pillow does
  for (let row = 0; row < FRAME; row++) {
    for (const [first, parts] of columns) {
      across.push(mixed(parts, (i) => frame[row * FRAME + first + i]));
    }
  }
  const picture = new Uint8Array(height * width);
  for (let pixel = 0; pixel < picture.length; pixel++) {
    const [first, parts] = rows[Math.floor(pixel / width)];
    picture[pixel] = mixed(parts, (i) => across[(first + i) * width + (pixel % width)]);
  }
  return picture;
}

const UNIT = 2 ** 22; // Pillow's weights are whole numbers of 1 / UNIT

function mixed(parts, greyOf) {
  const sum = parts.reduce((total, part, i) => total + part * greyOf(i), 0);
  return Math.min(255, Math.max(0, Math.floor((sum + UNIT / 2) / UNIT)));
}

/** For every new pixel: the first old pixel that counts, and the weights from there on. */
function weights(size) {
  const scale = (FRAME - 2 * MARGIN) / size;
  const wide = Math.max(scale, 1);
  return Array.from({ length: size }, (_, i) => {
    const centre = MARGIN + (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - wide + 0.5));
    const end = Math.min(FRAME, Math.floor(centre + wide + 0.5));
    const old = Array.from({ length: end - first }, (_, j) => first + j);
    const parts = old.map((j) => hamming((j - centre + 0.5) / wide));
    const sum = parts.reduce((a, b) => a + b, 0);
    return [first, parts.map((part) => Math.floor((part / sum) * UNIT + 0.5))];
  });
}

function hamming(x) {
  if (x === 0) return 1;
  if (Math.abs(x) >= 1) return 0;
  const angle = Math.PI * x;
  // Pillow has these two numbers as float32.
  return (Math.sin(angle) / angle) * (Math.fround(0.54) + Math.fround(0.46) * Math.cos(angle));
}

/** Strokes on the pad -> what k-means sees; black without a stroke. */
function seenFrom(strokes, shape) {
  if (strokes.length === 0) return new Uint8Array(shape[0] * shape[1]);
  return resample(centred(inkFrame(strokes)), shape);
}
