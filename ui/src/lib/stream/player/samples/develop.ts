/** Makes 8-bit pixels of samples through a table. */
import type { Mosaic, SampleFields } from '@eyepiece/shared-types/wire/frame';

interface Extent {
  readonly width: number;
  readonly height: number;
}

/** @param rgba 4 bytes for each pixel, all of which are written */
export function develop(samples: Uint16Array, extent: Extent, fields: SampleFields, table: Uint8Array, rgba: Uint8ClampedArray): void {
  if (fields.mosaic !== undefined) developMosaic(samples, extent, fields.mosaic, table, rgba);
  else if (fields.channels === 3) developColors(samples, table, rgba);
  else developGrey(samples, table, rgba);
}

function developGrey(samples: Uint16Array, table: Uint8Array, rgba: Uint8ClampedArray): void {
  for (let at = 0, to = 0; at < samples.length; at += 1, to += 4) {
    const level = table[samples[at] ?? 0] ?? 0;
    rgba[to] = level;
    rgba[to + 1] = level;
    rgba[to + 2] = level;
    rgba[to + 3] = 255;
  }
}

function developColors(samples: Uint16Array, table: Uint8Array, rgba: Uint8ClampedArray): void {
  for (let at = 0, to = 0; at < samples.length; at += 3, to += 4) {
    rgba[to] = table[samples[at] ?? 0] ?? 0;
    rgba[to + 1] = table[samples[at + 1] ?? 0] ?? 0;
    rgba[to + 2] = table[samples[at + 2] ?? 0] ?? 0;
    rgba[to + 3] = 255;
  }
}

/** Column and row of red in the pattern; blue is diagonally opposite. */
const RED_AT: Readonly<Record<Mosaic, readonly [column: number, row: number]>> = { RGGB: [0, 0], GRBG: [1, 0], GBRG: [0, 1], BGGR: [1, 1] };

/** The colour of the sample in a column and a row. */
export function mosaicColor(mosaic: Mosaic, column: number, row: number): 'red' | 'green' | 'blue' {
  const [redColumn, redRow] = RED_AT[mosaic];
  const [inRedColumn, inRedRow] = [column % 2 === redColumn, row % 2 === redRow];
  if (inRedColumn !== inRedRow) return 'green';
  return inRedColumn ? 'red' : 'blue';
}

/** Bilinear: each missing colour is the mean of its nearest samples. At the border the picture is mirrored, which keeps the pattern. */
function developMosaic(samples: Uint16Array, { width, height }: Extent, mosaic: Mosaic, table: Uint8Array, rgba: Uint8ClampedArray): void {
  const [redColumn, redRow] = RED_AT[mosaic];
  for (let row = 0, to = 0; row < height; row += 1) {
    const here = row * width;
    const above = mirrored(row - 1, height) * width;
    const below = mirrored(row + 1, height) * width;
    const isRedRow = row % 2 === redRow;
    for (let column = 0; column < width; column += 1, to += 4) {
      const left = mirrored(column - 1, width);
      const right = mirrored(column + 1, width);
      const own = samples[here + column] ?? 0;
      const across = ((samples[here + left] ?? 0) + (samples[here + right] ?? 0)) >> 1;
      const down = ((samples[above + column] ?? 0) + (samples[below + column] ?? 0)) >> 1;
      let [red, green, blue] = isRedRow ? [across, own, down] : [down, own, across];
      if ((column % 2 === redColumn) === isRedRow) {
        green = (across + down) >> 1;
        const corners =
          (samples[above + left] ?? 0) + (samples[above + right] ?? 0) + (samples[below + left] ?? 0) + (samples[below + right] ?? 0);
        [red, blue] = isRedRow ? [own, corners >> 2] : [corners >> 2, own];
      }
      rgba[to] = table[red] ?? 0;
      rgba[to + 1] = table[green] ?? 0;
      rgba[to + 2] = table[blue] ?? 0;
      rgba[to + 3] = 255;
    }
  }
}

function mirrored(at: number, count: number): number {
  if (at < 0) return Math.min(1, count - 1);
  return at < count ? at : Math.max(0, count - 2);
}
