/** Renders a comparison as one picture: side by side, or the difference. */
import { timeText } from '../../text/clock-text.ts';
import { asPng, blankCanvas, drawDisplayed, drawScaleBar, type ColorOf, type DisplayedPicture } from '../pictures/as-displayed.ts';
import { LETTERS, type CompareMode } from './comparison.svelte.ts';
import { drawDifference } from './difference-picture.ts';
import { decodedImage } from '../pictures/steady-image.svelte.ts';
import { rounded } from '../../text/decimal.ts';

const GAP_PX = 4;
const WORDS_SHARE = 1 / 45;

/** Each picture with scale bar, annotations, letter, time and settings. */
function beside(pictures: readonly DisplayedPicture[], images: readonly HTMLImageElement[], colorOf: ColorOf): HTMLCanvasElement {
  const width = pictures.reduce((sum, { capture }) => sum + capture.width + GAP_PX, -GAP_PX);
  const height = Math.max(...pictures.map(({ capture }) => capture.height));
  const { canvas, context } = blankCanvas(width, height);
  context.fillStyle = '#0a0c0e';
  context.fillRect(0, 0, width, height);
  const size = Math.max(13, height * WORDS_SHARE);
  for (const [at, picture] of pictures.entries()) {
    const { capture } = picture;
    const image = images[at];
    context.save();
    context.beginPath();
    context.rect(0, 0, capture.width, capture.height);
    context.clip();
    if (image) drawDisplayed(context, image, picture, colorOf);
    const words = `${LETTERS[at] ?? ''} · ${timeText(capture.capturedAt)} · ${rounded(capture.exposureMs, 3)} ms`;
    context.font = `600 ${size}px "Inter Variable", sans-serif`;
    context.lineWidth = size / 4;
    context.strokeStyle = 'rgb(0 0 0 / 75%)';
    context.strokeText(words, size, size * 1.8);
    context.fillStyle = '#fff';
    context.fillText(words, size, size * 1.8);
    context.restore();
    context.translate(capture.width + GAP_PX, 0);
  }
  return canvas;
}

/** Uses the scale bar of the first picture; with different scales the difference has no single scale. */
function difference([first]: readonly DisplayedPicture[], [one, other]: readonly HTMLImageElement[], gain: number): HTMLCanvasElement {
  const plain = document.createElement('canvas');
  if (!first || !one || !other || !drawDifference(plain, one, other)) throw new Error('this browser provides no 2D canvas');
  const { canvas, context } = blankCanvas(plain.width, plain.height);
  context.filter = `brightness(${gain})`;
  context.drawImage(plain, 0, 0);
  context.filter = 'none';
  drawScaleBar(context, { ...first.capture, width: plain.width, height: plain.height });
  return canvas;
}

/** @throws when a picture cannot be loaded or the browser provides no canvas of this size */
export async function comparedPicture(
  pictures: readonly DisplayedPicture[],
  { mode, gain }: { readonly mode: CompareMode; readonly gain: number },
  colorOf: ColorOf,
): Promise<Blob> {
  const images = await Promise.all(pictures.map(({ address }) => decodedImage(address)));
  return asPng(mode === 'difference' ? difference(pictures, images, gain) : beside(pictures, images, colorOf));
}
