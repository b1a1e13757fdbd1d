/** A picture in a texture, which may be larger than the picture. */
export interface GlPicture {
  readonly texture: WebGLTexture;
  readonly width: number;
  readonly height: number;
}

export interface Target extends GlPicture {
  readonly framebuffer: WebGLFramebuffer;
}

/** Textures that programs draw into. Those that a render does not use are freed: the size of pictures may change. */
export class Targets {
  readonly #gl: WebGL2RenderingContext;
  readonly #format: GLenum;
  #free: Target[] = [];
  readonly #used = new Set<Target>();

  /** Uses 16-bit floats where the context can draw into them, because 8 bits lose precision in each step. */
  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#format = gl.getExtension('EXT_color_buffer_float') ? gl.RGBA16F : gl.RGBA8;
  }

  /** Binds the target. */
  take(width: number, height: number): Target {
    const at = this.#free.findIndex((target) => target.width === width && target.height === height);
    const target = (at < 0 ? undefined : this.#free.splice(at, 1)[0]) ?? this.#make(width, height);
    this.#used.add(target);
    this.#gl.bindFramebuffer(this.#gl.FRAMEBUFFER, target.framebuffer);
    this.#gl.viewport(0, 0, width, height);
    return target;
  }

  /** Gives a target to the next `take`. A picture that is no target is ignored. */
  give(picture: GlPicture): void {
    for (const target of this.#used) if (target === picture) this.#free.push(target);
  }

  /** Ends a render. */
  sweep(): void {
    for (const target of this.#free) {
      if (this.#used.has(target)) continue;
      this.#gl.deleteTexture(target.texture);
      this.#gl.deleteFramebuffer(target.framebuffer);
    }
    this.#free = [...this.#used];
    this.#used.clear();
  }

  #make(width: number, height: number): Target {
    const gl = this.#gl;
    const texture = makeTexture(gl);
    gl.texStorage2D(gl.TEXTURE_2D, 1, this.#format, width, height);
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    return { texture, framebuffer, width, height };
  }
}

/** Makes a texture and binds it. */
export function makeTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return texture;
}
