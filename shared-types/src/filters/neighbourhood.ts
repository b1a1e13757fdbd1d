/** Filters of one plane that read the neighbours of a pixel. The samples beyond a border repeat those at the border. */

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
  const middle = half[0] ?? 1;
  const row = new Float32Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    const from = y * width;
    row.set(source.subarray(from, from + width), radius);
    row.fill(source[from] ?? 0, 0, radius).fill(source[from + width - 1] ?? 0, radius + width);
    for (let x = 0; x < width; x++) {
      let sum = middle * (row[x + radius] ?? 0);
      for (let by = 1; by <= radius; by++) sum += (half[by] ?? 0) * ((row[x + radius - by] ?? 0) + (row[x + radius + by] ?? 0));
      between[from + x] = sum;
    }
  }
  for (let y = 0; y < height; y++) {
    const to = y * width;
    for (let x = 0; x < width; x++) target[to + x] = middle * (between[to + x] ?? 0);
    for (let by = 1; by <= radius; by++) {
      const above = Math.max(0, y - by) * width;
      const below = Math.min(height - 1, y + by) * width;
      const weight = half[by] ?? 0;
      for (let x = 0; x < width; x++)
        target[to + x] = (target[to + x] ?? 0) + weight * ((between[above + x] ?? 0) + (between[below + x] ?? 0));
    }
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
