import type { LutName } from './display-settings.ts';

/** Colours at equal distances from 0 to 255, six hexadecimal digits each. Those between are interpolated. */
const POINTS: Record<Exclude<LutName, 'range'>, string> = {
  grey: '000000ffffff',
  inverted: 'ffffff000000',
  'cyan-hot': '00000000ffffffffff',
  // ImageJ, "Fire"
  fire:
    '00000000003d0100601900823100a54900c06200dc7a00e39200d2a200b5ad0097b8007ac3005dcf0e40d92323e53905' +
    'f04f00fc6500ff7500ff8500ff9300ffa100ffaf00ffbe00ffcd00ffdb00ffea00fff823ffff62ffffa0ffffdfffffff',
  // N. Smith and S. van der Walt for Matplotlib, CC0
  viridis:
    '44015446085c471063481769481d6f482475472a7a46307e453781433d844142873f48893d4e8a3a538b38598c355e8d33638d' +
    '31688e2e6d8e2c718e2a768e297b8e27808e25848e23898e218e8d20928c1f978b1e9c891fa18821a58524aa8328ae802eb37c' +
    '35b7793dbc7446c06f50c46a5ac86465cb5e70cf577cd25089d54895d840a2da37b0dd2fbddf26cae11fd8e219e5e419f1e51d' +
    'fde725',
  // N. Smith and S. van der Walt for Matplotlib, CC0
  magma:
    '00000402020b0504160907200e0b2b140e361a104221114e29115a311165390f6e420f754a107952137c5a167e6219806a1c81' +
    '721f81792282812581892881912b81992d80a1307eaa337db2357bba3878c23b75ca3e72d2426fd9466be04c67e75263ec5860' +
    'f1605df4695cf7725cf97b5dfb8560fc8e64fd9869fea16efeaa74feb47bfebd82fec68afecf92fed89afde2a3fdebacfcf4b6' +
    'fcfdbf',
};
/** The range indicator: blue at 0, red where the highlight marks saturated pixels, grey between. */
const BLACK_MARK = [0, 64, 255] as const;
const WHITE_MARK = [255, 0, 0] as const;
const WHITE_FROM = 254;

/** Colours of the 256 values of luma, R G B A. */
export function lutTable(name: LutName): Uint8ClampedArray<ArrayBuffer> {
  const table = interpolated(name === 'range' ? POINTS.grey : POINTS[name]);
  if (name !== 'range') return table;
  table.set(BLACK_MARK, 0);
  for (let value = WHITE_FROM; value < 256; value++) table.set(WHITE_MARK, value * 4);
  return table;
}

/** A CSS gradient from 0 to 255, for legends. */
export function lutGradient(name: LutName): string {
  const table = lutTable(name);
  const color = (value: number): string => `rgb(${[...table.subarray(value * 4, value * 4 + 3)].join(' ')}) ${(value / 2.55).toFixed(1)}%`;
  const smooth = Array.from({ length: 18 }, (_, at) => color(at * 15));
  if (name !== 'range') return `linear-gradient(to right, ${smooth.join(', ')})`;
  // The marks of single values would be too thin to be seen.
  const [first = '', last = ''] = [BLACK_MARK, WHITE_MARK].map((mark) => `rgb(${mark.join(' ')})`);
  return `linear-gradient(to right, ${first} 6%, rgb(0 0 0) 6%, rgb(255 255 255) 94%, ${last} 94%)`;
}

function interpolated(hex: string): Uint8ClampedArray<ArrayBuffer> {
  const points = (hex.match(/.{6}/g) ?? []).map((point) => Number.parseInt(point, 16));
  const table = new Uint8ClampedArray(256 * 4).fill(255);
  for (let value = 0; value < 256; value++) {
    const at = (value / 255) * (points.length - 1);
    const below = Math.min(Math.floor(at), points.length - 2);
    const part = at - below;
    for (const [channel, shift] of [16, 8, 0].entries()) {
      const [from, to] = [points[below] ?? 0, points[below + 1] ?? 0].map((point) => (point >> shift) & 255);
      table[value * 4 + channel] = (from ?? 0) + part * ((to ?? 0) - (from ?? 0));
    }
  }
  return table;
}
