import { CpuEngine } from './cpu/cpu-engine.ts';
import { GlEngine } from './gl/gl-engine.ts';
import { DisplayPipeline } from './pipeline.ts';

/** Drivers that compute WebGL2 on the processor. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|basic render|software/i;

function openGl(): GlEngine {
  const engine = new GlEngine();
  if (!SOFTWARE.test(engine.renderer)) return engine;
  engine.close();
  throw new Error(`${engine.renderer} is slower than the processor itself`);
}

export function openPipeline(): DisplayPipeline {
  return new DisplayPipeline([openGl, () => new CpuEngine()]);
}
