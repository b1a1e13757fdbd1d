import type { FilterStep } from '@eyepiece/shared-types';
import { gaussianHalf } from '../gaussian.ts';
import type { Programs, UniformValue } from './programs.ts';
import type { ProgramName } from './shaders.ts';
import type { GlPicture, Target, Targets } from './targets.ts';

/** Length of the array `half_` in the program `smooth`: the greatest σ has the radius 15. */
const HALF_LENGTH = 16;
/** Means are computed from a picture that is reduced so far that they reach over this many pixels at least. */
const BOX_REACH_LEAST = 8;
const ACROSS = [1, 0] as const;
const DOWN = [0, 1] as const;

/** Applies filter steps by programs. */
export class StepPasses {
  readonly #programs: Programs;
  readonly #targets: Targets;

  constructor(programs: Programs, targets: Targets) {
    this.#programs = programs;
    this.#targets = targets;
  }

  /** @param pixelRatio pixels of this picture per pixel of the full picture @param kept is not freed */
  apply(picture: GlPicture, step: FilterStep, pixelRatio: number, kept: GlPicture): GlPicture {
    const result = this.#result(picture, step, pixelRatio);
    if (result !== picture && picture !== kept) this.#targets.give(picture);
    return result;
  }

  /** Means of squares with the side `factor`. */
  reduce(
    picture: GlPicture,
    factor: number,
    width = Math.ceil(picture.width / factor),
    height = Math.ceil(picture.height / factor),
  ): Target {
    return this.#draw('reduce', picture, { factor: { int: factor } }, { width, height });
  }

  #result(picture: GlPicture, step: FilterStep, pixelRatio: number): GlPicture {
    switch (step.step) {
      case 'smooth':
        return this.#smooth(picture, step.sigma * pixelRatio);
      case 'sharpen':
        return this.#combine('sharpen', this.#smooth(picture, step.sigma * pixelRatio), picture, { amount: { float: step.amount } });
      case 'edges':
        return this.#draw('edges', picture, { gain: { float: step.gain } });
      case 'background':
        return this.#background(picture, Math.max(1, Math.round(step.radius * pixelRatio)), step.offset);
      case 'threshold':
        return this.#draw('threshold', picture, { low: { float: step.low }, high: { float: step.high } });
      case 'channels':
        return this.#draw('channels', picture, { red: { vec3: step.red }, green: { vec3: step.green }, blue: { vec3: step.blue } });
    }
  }

  /** The picture itself where σ is so small that the filter changes nothing. */
  #smooth(picture: GlPicture, sigma: number): GlPicture {
    const half = gaussianHalf(sigma);
    if (half.length === 1) return picture;
    const floats = new Float32Array(HALF_LENGTH);
    floats.set(half);
    const kernel = { half_: { floats }, radius: { int: half.length - 1 } };
    const across = this.#draw('smooth', picture, { ...kernel, direction: { ivec2: ACROSS } });
    return this.#then(across, this.#draw('smooth', across, { ...kernel, direction: { ivec2: DOWN } }));
  }

  /** The mean from a reduced picture differs from the exact one by less than one of 255 values in the usual picture. */
  #background(picture: GlPicture, radius: number, offset: number): GlPicture {
    const factor = Math.max(1, Math.floor(radius / BOX_REACH_LEAST));
    const reach = { float: ((2 * radius + 1) / factor - 1) / 2 };
    const reduced = factor === 1 ? picture : this.reduce(picture, factor);
    const across = this.#draw('box', reduced, { reach, direction: { ivec2: ACROSS } });
    if (reduced !== picture) this.#targets.give(reduced);
    const mean = this.#then(across, this.#draw('box', across, { reach, direction: { ivec2: DOWN } }));
    return this.#combine('background', mean, picture, { factor: { float: factor }, offset: { float: offset } });
  }

  /** Draws with the result of a filter and the picture before it, and frees the former. */
  #combine(name: ProgramName, filtered: GlPicture, before: GlPicture, uniforms: Readonly<Record<string, UniformValue>>): GlPicture {
    const result = this.#draw(name, filtered, { ...uniforms, other: { texture: before.texture } }, before);
    if (filtered !== before) this.#targets.give(filtered);
    return result;
  }

  #then(used: GlPicture, result: Target): Target {
    this.#targets.give(used);
    return result;
  }

  #draw(
    name: ProgramName,
    source: GlPicture,
    uniforms: Readonly<Record<string, UniformValue>>,
    { width, height }: { readonly width: number; readonly height: number } = source,
  ): Target {
    const target = this.#targets.take(width, height);
    this.#programs.draw(name, { source: { texture: source.texture }, size: { ivec2: [source.width, source.height] }, ...uniforms });
    return target;
  }
}
