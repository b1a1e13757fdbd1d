/** Filters of one plane that read the neighbours of a pixel. The samples beyond a border repeat those at the border. */

/** Places in an array: the middle, and the pairs beside it that have the same weight. */
interface Pairs {
  readonly before: Int32Array;
  readonly after: Int32Array;
}

/**
 * Weighted sum along one direction, for all samples of a line. Several pairs are added at a time: reading and writing the
 * sum once per pair would take twice as long.
 * @param half one side of the kernel
 */
function weighLine(
  source: Float32Array,
  { before, after }: Pairs,
  half: Float32Array,
  target: Float32Array,
  to: number,
  width: number,
): void {
  const [middle = 0, b1 = middle, b2 = middle, b3 = middle] = before;
  const [, a1 = middle, a2 = middle, a3 = middle] = after;
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = half;
  for (let x = 0; x < width; x++) {
    target[to + x] =
      w0 * (source[middle + x] ?? 0) +
      w1 * ((source[b1 + x] ?? 0) + (source[a1 + x] ?? 0)) +
      w2 * ((source[b2 + x] ?? 0) + (source[a2 + x] ?? 0)) +
      w3 * ((source[b3 + x] ?? 0) + (source[a3 + x] ?? 0));
  }
  for (let first = 4; first < half.length; first += 3) addPairs(source, { before, after }, half, first, target, to, width);
}

/** Adds three pairs to the sums. */
function addPairs(
  source: Float32Array,
  { before, after }: Pairs,
  half: Float32Array,
  first: number,
  target: Float32Array,
  to: number,
  width: number,
): void {
  const [b0 = 0, b1 = b0, b2 = b0] = before.subarray(first, first + 3);
  const [a0 = 0, a1 = a0, a2 = a0] = after.subarray(first, first + 3);
  const [w0 = 0, w1 = 0, w2 = 0] = half.subarray(first, first + 3);
  for (let x = 0; x < width; x++) {
    target[to + x] =
      (target[to + x] ?? 0) +
      w0 * ((source[b0 + x] ?? 0) + (source[a0 + x] ?? 0)) +
      w1 * ((source[b1 + x] ?? 0) + (source[a1 + x] ?? 0)) +
      w2 * ((source[b2 + x] ?? 0) + (source[a2 + x] ?? 0));
  }
}

/**
 * Gaussian filter, first along the rows, then along the columns.
 * @param half one side of the kernel @param between memory of the same length
 */
export function smoothPlane(
  source: Float32Array,
  width: number,
  height: number,
  half: Float32Array,
  between: Float32Array,
  target: Float32Array,
): void {
  const radius = half.length - 1;
  const row = new Float32Array(width + 2 * radius);
  const pairs = { before: new Int32Array(half.length), after: new Int32Array(half.length) };
  for (let by = 0; by <= radius; by++) [pairs.before[by], pairs.after[by]] = [radius - by, radius + by];
  for (let y = 0; y < height; y++) {
    const from = y * width;
    row.set(source.subarray(from, from + width), radius);
    row.fill(source[from] ?? 0, 0, radius).fill(source[from + width - 1] ?? 0, radius + width);
    weighLine(row, pairs, half, between, from, width);
  }
  for (let y = 0; y < height; y++) {
    for (let by = 0; by <= radius; by++)
      [pairs.before[by], pairs.after[by]] = [Math.max(0, y - by) * width, Math.min(height - 1, y + by) * width];
    weighLine(between, pairs, half, target, y * width, width);
  }
}

/** Square of the slope of the 3×3 Sobel kernels, which are 8 times the slope per pixel: divide its root by 8. */
export function squaredSobel(source: Float32Array, width: number, height: number, target: Float32Array): void {
  for (let y = 0; y < height; y++) {
    const above = Math.max(0, y - 1) * width;
    const here = y * width;
    const below = Math.min(height - 1, y + 1) * width;
    // The columns at the left and in the middle, which the next pixel uses again.
    let leftAbove = source[above] ?? 0;
    let leftHere = source[here] ?? 0;
    let leftBelow = source[below] ?? 0;
    let midAbove = leftAbove;
    let midHere = leftHere;
    let midBelow = leftBelow;
    for (let x = 0; x < width; x++) {
      const next = x + 1 < width ? x + 1 : x;
      const rightAbove = source[above + next] ?? 0;
      const rightHere = source[here + next] ?? 0;
      const rightBelow = source[below + next] ?? 0;
      const across = rightAbove + 2 * rightHere + rightBelow - leftAbove - 2 * leftHere - leftBelow;
      const down = leftBelow + 2 * midBelow + rightBelow - leftAbove - 2 * midAbove - rightAbove;
      target[here + x] = across * across + down * down;
      leftAbove = midAbove;
      leftHere = midHere;
      leftBelow = midBelow;
      midAbove = rightAbove;
      midHere = rightHere;
      midBelow = rightBelow;
    }
  }
}

/** Mean of the square with the side 2 · radius + 1, by running sums: its cost does not depend on the radius. */
export function boxMean(source: Float32Array, width: number, height: number, radius: number, target: Float32Array): void {
  const columns = new Float64Array(width);
  const area = (2 * radius + 1) ** 2;
  const rowAt = (y: number): number => Math.min(Math.max(y, 0), height - 1) * width;
  for (let y = -radius; y <= radius; y++) {
    const row = rowAt(y);
    for (let x = 0; x < width; x++) columns[x] = (columns[x] ?? 0) + (source[row + x] ?? 0);
  }
  for (let y = 0; y < height; y++) {
    let sum = 0;
    for (let x = -radius; x <= radius; x++) sum += columns[Math.min(Math.max(x, 0), width - 1)] ?? 0;
    for (let x = 0; x < width; x++) {
      target[y * width + x] = sum / area;
      sum += (columns[Math.min(x + radius + 1, width - 1)] ?? 0) - (columns[Math.max(x - radius, 0)] ?? 0);
    }
    const leaving = rowAt(y - radius);
    const entering = rowAt(y + radius + 1);
    for (let x = 0; x < width; x++) columns[x] = (columns[x] ?? 0) + (source[entering + x] ?? 0) - (source[leaving + x] ?? 0);
  }
}
