import { HISTOGRAM_BINS, type Analysis, type AnalysisRequest, type CameraSettings, type ChannelHistogram } from '@eyepiece/shared-types';
import { Specimen } from './specimen.ts';

const BIT_DEPTH = 12;
const LEVELS = 2 ** BIT_DEPTH;
/** The specimen is rendered at this scale: enough for statistics, cheap enough for a page. */
const SHARE = 0.25;
const SIZE = { width: 320, height: 256 };

type Samples = readonly number[];

/** Histogram and sharpness computed from the fake camera's specimen. */
export class FakeAnalysis {
  readonly #specimen = new Specimen();
  #seq = 0;

  of(settings: CameraSettings, request: AnalysisRequest): Analysis {
    const data = this.#paint(settings);
    const channels = data ? channelsOf(data) : null;
    const report: Analysis = { seq: this.#seq++, capturedAtUs: Date.now() * 1000, bitDepth: BIT_DEPTH };
    if (channels && request.histogram) report.histogram = Object.entries(channels).map(([name, samples]) => histogramOf(name, samples));
    if (channels && request.focus) report.focus = { score: sharpness(channels['G'] ?? []) };
    return report;
  }

  #paint(settings: CameraSettings): Uint8ClampedArray | null {
    const context = new OffscreenCanvas(SIZE.width, SIZE.height).getContext('2d', { willReadFrequently: true });
    if (!context) return null;
    context.scale(SHARE, SHARE);
    this.#specimen.paint(context, SIZE.width / SHARE, SIZE.height / SHARE, performance.now() / 1000, settings);
    return context.getImageData(0, 0, SIZE.width, SIZE.height).data;
  }
}

function channelsOf(data: Uint8ClampedArray): Record<string, Samples> {
  const channel = (offset: number): number[] => {
    const samples: number[] = [];
    for (let at = offset; at < data.length; at += 4) samples.push(Math.round(((data[at] ?? 0) / 255) * (LEVELS - 1)));
    return samples;
  };
  const [red, green, blue] = [channel(0), channel(1), channel(2)];
  // Rec. 601 luma, as in JPEG.
  const luma = red.map((value, at) => Math.round(0.299 * value + 0.587 * (green[at] ?? 0) + 0.114 * (blue[at] ?? 0)));
  return { L: luma, R: red, G: green, B: blue };
}

function histogramOf(name: string, samples: Samples): ChannelHistogram {
  const bins = new Array<number>(HISTOGRAM_BINS).fill(0);
  let sum = 0;
  let squares = 0;
  for (const value of samples) {
    const bin = Math.floor((value * HISTOGRAM_BINS) / LEVELS);
    bins[bin] = (bins[bin] ?? 0) + 1;
    sum += value;
    squares += value * value;
  }
  const mean = sum / samples.length;
  const share = (level: number): number => samples.filter((value) => value === level).length / samples.length;
  return {
    name: name as ChannelHistogram['name'],
    bins,
    min: samples.reduce((least, value) => Math.min(least, value), LEVELS),
    max: samples.reduce((most, value) => Math.max(most, value), 0),
    mean,
    deviation: Math.sqrt(Math.max(0, squares / samples.length - mean * mean)),
    saturated: share(LEVELS - 1),
    black: share(0),
  };
}

/** Brenner's gradient: mean squared difference of samples two apart. */
function sharpness(samples: Samples): number {
  let sum = 0;
  for (let at = 2; at < samples.length; at++) sum += ((samples[at] ?? 0) - (samples[at - 2] ?? 0)) ** 2;
  return sum / samples.length / 1000;
}
