import { PEAKING_COLORS, peakingSlope, type DisplaySettings, type LutName } from '../display-settings.ts';
import { makeCanvas, resize, resultSize, type Canvas, type DisplayEngine, type DisplaySource, type RenderOrder } from '../engine.ts';
import { lutTable } from '../lut-tables.ts';
import { Programs } from './programs.ts';
import { StepPasses } from './step-passes.ts';
import { makeTexture, Targets, type GlPicture } from './targets.ts';

const NO_MARK = [0, 0, 0] as const;

/** Computes altered pictures by WebGL2. After the context is lost, `render` throws and a new engine is needed. */
export class GlEngine implements DisplayEngine {
  readonly name = 'webgl2';
  readonly #canvas: Canvas;
  readonly #gl: WebGL2RenderingContext;
  readonly #programs: Programs;
  readonly #targets: Targets;
  readonly #steps: StepPasses;
  readonly #input: WebGLTexture;
  readonly #lut: WebGLTexture;
  readonly #sideMax: number;
  #lutName: LutName | null = null;

  /** @throws if there is no WebGL2 */
  constructor() {
    this.#canvas = makeCanvas(1, 1);
    const gl = this.#canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      stencil: false,
    });
    if (!gl) throw new Error('this browser provides no WebGL2');
    this.#gl = gl;
    this.#programs = new Programs(gl);
    this.#targets = new Targets(gl);
    this.#steps = new StepPasses(this.#programs, this.#targets);
    this.#input = makeTexture(gl);
    this.#lut = makeTexture(gl);
    this.#sideMax = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
  }

  /** Name of the device that draws, where the browser tells. */
  get renderer(): string {
    const info = this.#gl.getExtension('WEBGL_debug_renderer_info');
    return info ? String(this.#gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
  }

  render(order: RenderOrder): Canvas {
    if (Math.max(order.width, order.height) > this.#sideMax) throw new Error(`WebGL2 takes ${this.#sideMax} px at most here`);
    const { width, height } = resultSize(order);
    const input = this.#upload(order.source, order);
    const plain = order.scale === 1 ? input : this.#steps.reduce(input, Math.round(1 / order.scale), 0, { width, height });
    let picture = plain;
    for (const step of order.settings.steps) picture = this.#steps.apply(picture, step, order.pixelRatio, plain);
    resize(this.#canvas, width, height);
    this.#present(picture, plain, order.settings);
    this.#targets.sweep();
    if (this.#gl.isContextLost()) throw new Error('the WebGL2 context was lost');
    return this.#canvas;
  }

  /** Frees the context: a browser keeps only about sixteen per page. */
  close(): void {
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #upload(source: DisplaySource, { width, height }: RenderOrder): GlPicture {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#input);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, source);
    return { texture: this.#input, width, height };
  }

  #present(picture: GlPicture, plain: GlPicture, { lut, peaking }: DisplaySettings): void {
    const gl = this.#gl;
    if (lut) this.#load(lut);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, picture.width, picture.height);
    const [red, green, blue] = peaking ? PEAKING_COLORS[peaking.color] : NO_MARK;
    this.#programs.draw('present', {
      source: { texture: picture.texture },
      size: { ivec2: [picture.width, picture.height] },
      other: { texture: plain.texture },
      lut: { texture: this.#lut },
      colored: { int: lut ? 1 : 0 },
      least: { float: peaking ? peakingSlope(peaking.strength) : 0 },
      mark: { vec3: [red / 255, green / 255, blue / 255] },
    });
  }

  #load(name: LutName): void {
    if (name === this.#lutName) return;
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#lut);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(lutTable(name).buffer));
    this.#lutName = name;
  }
}
