/**
 * JPEGs that a viewer may get: the camera's own, and smaller ones for narrow links. Best first. Size and quality fall in
 * turn, so that each step loses as little as possible for the bytes that it saves.
 */
interface RenditionSpec {
  /** Factor by which width and height are reduced. */
  readonly divisor: number;
  /** JPEG quality; absent: the camera's own JPEG. */
  readonly quality?: number;
}

export const RENDITIONS = {
  full: { divisor: 1 },
  'full-50': { divisor: 1, quality: 50 },
  half: { divisor: 2, quality: 75 },
  third: { divisor: 3, quality: 75 },
  quarter: { divisor: 4, quality: 75 },
  'quarter-45': { divisor: 4, quality: 45 },
  'quarter-25': { divisor: 4, quality: 25 },
  eighth: { divisor: 8, quality: 75 },
} as const satisfies Readonly<Record<string, RenditionSpec>>;

export type RenditionName = keyof typeof RENDITIONS;

export const RENDITION_NAMES = ['full', 'full-50', 'half', 'third', 'quarter', 'quarter-45', 'quarter-25', 'eighth'] as const satisfies readonly RenditionName[]; // prettier-ignore

/** JPEG quality of renditions that are only smaller. */
const USUAL_QUALITY = 75;

export function renditionSpec(name: RenditionName): RenditionSpec {
  return RENDITIONS[name];
}

/** The JPEG quality of a rendition that is compressed more than others; undefined for one that is only smaller. */
export function reducedQuality(name: RenditionName): number | undefined {
  const { quality } = renditionSpec(name);
  return quality !== undefined && quality < USUAL_QUALITY ? quality : undefined;
}

export function isBetterRendition(name: RenditionName, other: RenditionName): boolean {
  return RENDITION_NAMES.indexOf(name) < RENDITION_NAMES.indexOf(other);
}
