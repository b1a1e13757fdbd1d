/** The picture that feeds show while the camera is not live: its last frame, darkened, with a banner. */
import { renditionSpec, type RenditionName } from '@eyepiece/shared-types';
import sharp, { type Sharp } from 'sharp';
import { FRAME_PIXELS_MAX } from './rendition.ts';

/** Size when there is no last frame. */
const EMPTY = { width: 640, height: 480 };
const LIMITS = { limitInputPixels: FRAME_PIXELS_MAX };
const DIMMED = 0.45;
const QUALITY = 75;

/** A 5 × 7 dot font: text in SVG needs installed fonts, which servers and containers may lack. */
const LETTERS: Readonly<Record<string, readonly string[]>> = {
  N: ['x...x', 'xx..x', 'x.x.x', 'x..xx', 'x...x', 'x...x', 'x...x'],
  O: ['.xxx.', 'x...x', 'x...x', 'x...x', 'x...x', 'x...x', '.xxx.'],
  T: ['xxxxx', '..x..', '..x..', '..x..', '..x..', '..x..', '..x..'],
  L: ['x....', 'x....', 'x....', 'x....', 'x....', 'x....', 'xxxxx'],
  I: ['xxxxx', '..x..', '..x..', '..x..', '..x..', '..x..', 'xxxxx'],
  V: ['x...x', 'x...x', 'x...x', 'x...x', 'x...x', '.x.x.', '..x..'],
  E: ['xxxxx', 'x....', 'x....', 'xxxx.', 'x....', 'x....', 'xxxxx'],
  ' ': [],
};
const TEXT = 'NOT LIVE';
const ADVANCE = 6;
const MARGIN = 2;
const COLUMNS = TEXT.length * ADVANCE - 1 + 2 * MARGIN;
const ROWS = 7 + 2 * MARGIN;

/** @param jpeg the last frame. If it is missing or unreadable, the background is empty. */
export async function makeStandIn(jpeg: Buffer | undefined, rendition: RenditionName): Promise<Buffer> {
  if (jpeg === undefined) return withBanner(empty(), EMPTY);
  const { divisor } = renditionSpec(rendition);
  try {
    const whole = await sharp(jpeg, LIMITS).metadata();
    const size = { width: Math.max(1, Math.round(whole.width / divisor)), height: Math.max(1, Math.round(whole.height / divisor)) };
    return await withBanner(sharp(jpeg, LIMITS).resize(size).modulate({ brightness: DIMMED }), size);
  } catch {
    return withBanner(empty(), EMPTY);
  }
}

const empty = (): Sharp => sharp({ create: { ...EMPTY, channels: 3, background: '#202020' } });

function withBanner(picture: Sharp, { width, height }: { width: number; height: number }): Promise<Buffer> {
  const wide = Math.max(1, Math.min(Math.round(width * 0.6), Math.floor((height * COLUMNS) / ROWS)));
  return picture
    .composite([{ input: banner(wide), gravity: 'centre' }])
    .jpeg({ quality: QUALITY })
    .toBuffer();
}

function banner(width: number): Buffer {
  const dots = Array.from(TEXT).flatMap((letter, place) =>
    (LETTERS[letter] ?? []).flatMap((row, y) =>
      Array.from(row).flatMap((dot, x) => (dot === 'x' ? [`M${MARGIN + place * ADVANCE + x} ${MARGIN + y}h1v1h-1z`] : [])),
    ),
  );
  const height = Math.max(1, Math.round((width * ROWS) / COLUMNS));
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${COLUMNS} ${ROWS}" preserveAspectRatio="none">` +
      `<rect width="${COLUMNS}" height="${ROWS}" fill="#b00020"/><path d="${dots.join('')}" fill="#fff"/></svg>`,
  );
}
