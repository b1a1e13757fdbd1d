import { FRAGMENTS, VERTEX, type ProgramName } from './shaders.ts';

export type UniformValue =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly floats: Float32Array }
  | { readonly ivec2: readonly [number, number] }
  | { readonly vec3: readonly [number, number, number] }
  | { readonly texture: WebGLTexture };

interface Program {
  readonly program: WebGLProgram;
  readonly places: Map<string, WebGLUniformLocation | null>;
}

/** The compiled programs of one context. Each is compiled when it is used first. */
export class Programs {
  readonly #gl: WebGL2RenderingContext;
  readonly #vertex: WebGLShader;
  readonly #programs = new Map<ProgramName, Program>();

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#vertex = this.#compile(gl.VERTEX_SHADER, VERTEX);
  }

  /** Draws over the whole bound target. */
  draw(name: ProgramName, uniforms: Readonly<Record<string, UniformValue>>): void {
    const gl = this.#gl;
    const { program, places } = this.#program(name);
    gl.useProgram(program);
    let unit = 0;
    for (const [uniform, value] of Object.entries(uniforms)) {
      if (!places.has(uniform)) places.set(uniform, gl.getUniformLocation(program, uniform));
      const place = places.get(uniform) ?? null;
      if ('texture' in value) {
        gl.activeTexture(gl.TEXTURE0 + unit);
        gl.bindTexture(gl.TEXTURE_2D, value.texture);
        gl.uniform1i(place, unit);
        unit += 1;
      } else this.#set(place, value);
    }
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  #set(place: WebGLUniformLocation | null, value: Exclude<UniformValue, { texture: WebGLTexture }>): void {
    const gl = this.#gl;
    if ('int' in value) gl.uniform1i(place, value.int);
    else if ('float' in value) gl.uniform1f(place, value.float);
    else if ('floats' in value) gl.uniform1fv(place, value.floats);
    else if ('ivec2' in value) gl.uniform2i(place, ...value.ivec2);
    else gl.uniform3f(place, ...value.vec3);
  }

  #program(name: ProgramName): Program {
    const known = this.#programs.get(name);
    if (known) return known;
    const gl = this.#gl;
    const program = gl.createProgram();
    gl.attachShader(program, this.#vertex);
    gl.attachShader(program, this.#compile(gl.FRAGMENT_SHADER, FRAGMENTS[name]));
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost())
      throw new Error(`program ${name}: ${gl.getProgramInfoLog(program) ?? 'it could not be linked'}`);
    const made = { program, places: new Map<string, WebGLUniformLocation | null>() };
    this.#programs.set(name, made);
    return made;
  }

  #compile(kind: GLenum, source: string): WebGLShader {
    const gl = this.#gl;
    const shader = gl.createShader(kind);
    if (!shader) throw new Error('the context made no shader');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost())
      throw new Error(gl.getShaderInfoLog(shader) ?? 'a shader could not be compiled');
    return shader;
  }
}
