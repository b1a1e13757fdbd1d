/** Runs the engines of the display pipeline in a page, for `engines.test.ts`. */
import { CpuEngine } from '../../src/lib/stream/display/cpu/cpu-engine.ts';
import type { DisplaySettings } from '../../src/lib/stream/display/display-settings.ts';
import type { Canvas } from '../../src/lib/stream/display/engine.ts';
import { GlEngine } from '../../src/lib/stream/display/gl/gl-engine.ts';
import { DisplayPipeline } from '../../src/lib/stream/display/pipeline.ts';

export interface ProbePicture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly samples: readonly number[];
}
export interface ProbeOrder {
  readonly picture: ProbePicture;
  readonly settings: DisplaySettings;
  readonly scale?: number;
}

type EngineChoice = 'webgl2' | 'cpu';

/** R G B of all pixels. */
function samplesOf(canvas: Canvas): number[] {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { alpha: false })!;
  copy.drawImage(canvas, 0, 0);
  return [...copy.getImageData(0, 0, canvas.width, canvas.height).data].filter((_, at) => at % 4 < 3);
}

function bitmapOf({ width, height, channels, samples }: ProbePicture): Promise<ImageBitmap> {
  const data = new ImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [red = 0, green = red, blue = red] = samples.slice(pixel * channels, (pixel + 1) * channels);
    data.data.set([red, green, blue, 255], pixel * 4);
  }
  return createImageBitmap(data);
}

const probe = {
  /** One engine renders all orders in turn. */
  async render(name: EngineChoice, orders: readonly ProbeOrder[]): Promise<number[][]> {
    const engine = name === 'webgl2' ? new GlEngine() : new CpuEngine();
    const results: number[][] = [];
    for (const { picture, settings, scale = 1 } of orders) {
      const source = await bitmapOf(picture);
      const { width, height } = picture;
      results.push(samplesOf(engine.render({ source, width, height, scale, pixelRatio: scale, settings })));
      source.close();
    }
    engine.close();
    return results;
  },

  /** Loses the context between two renders, and names the engines that rendered. */
  async lose({ picture, settings }: ProbeOrder): Promise<{ engines: string[]; pictures: number[][] }> {
    const source = await bitmapOf(picture);
    const pipeline = new DisplayPipeline([() => new GlEngine(), () => new CpuEngine()]);
    const render = () => pipeline.render({ source, width: picture.width, height: picture.height, fullWidth: picture.width }, settings);
    const before = render();
    const first = samplesOf(before.picture);
    before.picture.getContext('webgl2')!.getExtension('WEBGL_lose_context')!.loseContext();
    const after = render();
    return { engines: [before.as.engine, after.as.engine], pictures: [first, samplesOf(after.picture)] };
  },
};
export type Probe = typeof probe;

(globalThis as unknown as { displayProbe: Probe }).displayProbe = probe;
