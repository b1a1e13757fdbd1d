/**
 * Contrast of text on pictures (WCAG 1.4.3), measured on the pixels of screenshots, because axe cannot judge text whose
 * background is a picture. The pictures are painted white, grey and black, so that the result does not depend on the
 * specimen.
 */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { textsOnPictures, type TextOnPicture } from './texts-on-pictures.ts';

/** Brightness of the pictures. */
const GROUNDS = [1, 0.5, 0];
const LEAST = 4.5;
/** From 24 px, or 18.66 px and bold. */
const LEAST_OF_LARGE = 3;
/** A pixel belongs to a letter if it differs by this much without the text. */
const LETTER_FROM = 24;
/** The darkest and the brightest pixels below a text may be noise: this share may have less contrast. */
const OUTLIERS = 0.1;
const LEAST_PIXELS = 4;

interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Texts on pictures that have too little contrast, one per line. */
export async function faintTexts(page: Page): Promise<string[]> {
  const texts = await textsOnPictures(page);
  if (texts.length === 0) return [];
  const faint = new Set<string>();
  try {
    for (const ground of GROUNDS) {
      const pictures = `canvas, img, video { filter: brightness(0) invert(${ground}) !important; transition: none !important }`;
      await paint(page, pictures);
      const written = await pixels(page);
      await paint(
        page,
        `${pictures} * { color: transparent !important; caret-color: transparent !important } text { fill: transparent !important }`,
      );
      const blank = await pixels(page);
      for (const text of texts) {
        const ratio = contrast(text, written, blank);
        if (ratio !== null && ratio < (text.large ? LEAST_OF_LARGE : LEAST))
          faint.add(`contrast ${ratio.toFixed(2)} on a picture of ${ground * 100} %: ${text.html}`);
      }
    }
  } finally {
    await paint(page, '');
  }
  return [...faint];
}

/** Adds rules to those of the page. The page's policy allows this, unlike a style element. */
async function paint(page: Page, rules: string): Promise<void> {
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = css === '' ? [] : [sheet];
  }, rules);
}

async function pixels(page: Page): Promise<Pixels> {
  const screenshot = await page.screenshot({ scale: 'css', animations: 'disabled', caret: 'hide' });
  const { data, info } = await sharp(screenshot).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** null: the text is not in sight. */
function contrast({ left, top, right, bottom, color }: TextOnPicture, written: Pixels, blank: Pixels): number | null {
  const ratios: number[] = [];
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(blank.height, Math.ceil(bottom)); y += 1) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(blank.width, Math.ceil(right)); x += 1) {
      const ground = pixelAt(blank, x, y);
      const letter = pixelAt(written, x, y);
      if (Math.max(...ground.map((value, channel) => Math.abs(value - letter[channel]!))) < LETTER_FROM) continue;
      const [red, green, blue, alpha] = color;
      const text = [red, green, blue].map((value, channel) => value * alpha + ground[channel]! * (1 - alpha));
      ratios.push(ratioOf(luminance(text), luminance(ground)));
    }
  }
  if (ratios.length < LEAST_PIXELS) return null;
  ratios.sort((a, b) => a - b);
  return ratios[Math.floor(ratios.length * OUTLIERS)]!;
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

function ratioOf(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
