/**
 * Contrast of text on pictures (WCAG 1.4.3), measured on the pixels of screenshots, because axe cannot judge text whose
 * background is a picture. The pictures are painted white, grey and black, so that the result does not depend on the
 * specimen.
 */
import type { Page } from 'playwright-core';
import { StillPage, type Pixels } from './still-page.ts';
import { textsOnPictures, type TextOnPicture } from './texts-on-pictures.ts';

/** Brightness of the pictures. */
const GROUNDS = [0, 0.5, 1] as const;
const LEAST = 4.5;
/** From 24 px, or 18.66 px and bold. */
const LEAST_OF_LARGE = 3;
/** A pixel belongs to a letter if magenta text changes it by this much. */
const LETTER_FROM = 40;
/** The darkest and the brightest pixels below a text may be noise: this share may have less contrast. */
const OUTLIERS = 0.1;
const LEAST_PIXELS = 4;

/** Texts on pictures that have too little contrast, one per line. Counts those of a second look, because data may move the page in the first. */
export async function faintTexts(page: Page): Promise<string[]> {
  const first = await lookFor(page);
  return first.length === 0 ? first : lookFor(page);
}

async function lookFor(page: Page): Promise<string[]> {
  const texts = await textsOnPictures(page);
  if (texts.length === 0) return [];
  await using still = await StillPage.of(page);
  const letters = await still.pixels(painted(GROUNDS[0], 'magenta'));
  const blanks: Pixels[] = [];
  for (const ground of GROUNDS) blanks.push(await still.pixels(painted(ground, 'transparent')));
  return [...new Set(texts.flatMap((text) => faults(text, letters, blanks)))];
}

function faults(text: TextOnPicture, letters: Pixels, blanks: readonly Pixels[]): string[] {
  const places = placesOf(text, letters, blanks[0]!);
  // The text is not in sight.
  if (places.length < LEAST_PIXELS) return [];
  return GROUNDS.flatMap((ground, at) => {
    const ratios = places.map(([x, y]) => contrast(text.color, pixelAt(blanks[at]!, x, y))).toSorted((a, b) => a - b);
    const ratio = ratios[Math.floor(ratios.length * OUTLIERS)]!;
    return ratio < (text.large ? LEAST_OF_LARGE : LEAST)
      ? [`contrast ${ratio.toFixed(2)} on a picture of ${ground * 100} %: ${text.html}`]
      : [];
  });
}

/** The pixels of the letters. */
function placesOf({ left, top, right, bottom }: TextOnPicture, letters: Pixels, blank: Pixels): [x: number, y: number][] {
  const places: [number, number][] = [];
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(blank.height, Math.ceil(bottom)); y += 1) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(blank.width, Math.ceil(right)); x += 1) {
      const letter = pixelAt(letters, x, y);
      if (pixelAt(blank, x, y).some((value, channel) => Math.abs(value - letter[channel]!) >= LETTER_FROM)) places.push([x, y]);
    }
  }
  return places;
}

/** Rules that paint the pictures in one brightness and all text in one colour. What is drawn in the colour of the text keeps it. */
function painted(ground: number, text: string): string {
  return `canvas, img, video { filter: brightness(0) invert(${ground}) !important }
    * { -webkit-text-fill-color: ${text} !important } text, tspan { fill: ${text} !important }`;
}

function contrast([red, green, blue, alpha]: TextOnPicture['color'], ground: readonly number[]): number {
  const text = [red, green, blue].map((value, channel) => value * alpha + ground[channel]! * (1 - alpha));
  const [one, other] = [luminance(text), luminance(ground)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function pixelAt({ data, width }: Pixels, x: number, y: number): number[] {
  const at = (y * width + x) * 3;
  return [data[at]!, data[at + 1]!, data[at + 2]!];
}

/** Relative luminance of WCAG 2.2. */
function luminance(color: readonly number[]): number {
  const [red, green, blue] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
