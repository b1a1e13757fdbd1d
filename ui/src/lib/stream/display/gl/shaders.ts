/** Sources of the GLSL programs. Pictures have their first row at y = 0. */

const HEAD = `#version 300 es
precision highp float;
precision highp int;
uniform sampler2D source;
uniform ivec2 size;
out vec4 color;
vec3 at(ivec2 place) { return texelFetch(source, clamp(place, ivec2(0), size - 1), 0).rgb; }
const vec3 LUMA = vec3(0.299, 0.587, 0.114);
`;
/** Slope of the 3×3 Sobel kernels divided by 8, for each channel. */
const SOBEL = `
vec3 slope(ivec2 p) {
  vec3 a = at(p + ivec2(-1, -1)), b = at(p + ivec2(0, -1)), c = at(p + ivec2(1, -1));
  vec3 d = at(p + ivec2(-1, 0)), f = at(p + ivec2(1, 0));
  vec3 g = at(p + ivec2(-1, 1)), h = at(p + ivec2(0, 1)), k = at(p + ivec2(1, 1));
  vec3 across = c + 2.0 * f + k - a - 2.0 * d - g;
  vec3 down = g + 2.0 * h + k - a - 2.0 * b - c;
  return sqrt(across * across + down * down) / 8.0;
}
`;
/** `other` is the picture before the filter of which `source` is the result. */
const OTHER = `
uniform sampler2D other;
vec3 before(ivec2 place) { return texelFetch(other, place, 0).rgb; }
`;
const HERE = 'ivec2 here = ivec2(floor(gl_FragCoord.xy));';

/** Covers the whole target. */
export const VERTEX = `#version 300 es
void main() { gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0); }
`;

export const FRAGMENTS = {
  /** Means of squares with the side `factor`, and `margin` further ones on each side, which repeat the samples at the border. */
  reduce: `${HEAD}
uniform int factor;
uniform int margin;
void main() {
  ${HERE}
  vec3 sum = vec3(0.0);
  for (int y = 0; y < factor; y++) for (int x = 0; x < factor; x++) sum += at((here - margin) * factor + ivec2(x, y));
  color = vec4(sum / float(factor * factor), 1.0);
}`,
  smooth: `${HEAD}
uniform float half_[16];
uniform int radius;
uniform ivec2 direction;
void main() {
  ${HERE}
  vec3 sum = half_[0] * at(here);
  for (int by = 1; by <= radius; by++) sum += half_[by] * (at(here - by * direction) + at(here + by * direction));
  color = vec4(sum, 1.0);
}`,
  sharpen: `${HEAD}${OTHER}
uniform float amount;
void main() {
  ${HERE}
  vec3 value = before(here);
  color = vec4(clamp(value + amount * (value - at(here)), 0.0, 1.0), 1.0);
}`,
  edges: `${HEAD}${SOBEL}
uniform float gain;
void main() {
  ${HERE}
  color = vec4(clamp(gain * slope(here), 0.0, 1.0), 1.0);
}`,
  /** Mean along one direction. The part of a pixel at both ends counts with its width. */
  box: `${HEAD}
uniform float reach;
uniform ivec2 direction;
void main() {
  ${HERE}
  int whole = int(floor(reach));
  vec3 sum = at(here);
  for (int by = 1; by <= whole; by++) sum += at(here - by * direction) + at(here + by * direction);
  int last = whole + 1;
  sum += (reach - float(whole)) * (at(here - last * direction) + at(here + last * direction));
  color = vec4(sum / (2.0 * reach + 1.0), 1.0);
}`,
  /** `source` has the means, smaller by `factor`, with a margin. */
  background: `${HEAD}${OTHER}
uniform float factor;
uniform float margin;
uniform float offset;
void main() {
  ${HERE}
  vec3 mean = texture(source, (gl_FragCoord.xy / factor + margin) / vec2(textureSize(source, 0))).rgb;
  color = vec4(clamp(before(here) - mean + offset, 0.0, 1.0), 1.0);
}`,
  threshold: `${HEAD}
uniform float low;
uniform float high;
void main() {
  ${HERE}
  float luma = min(dot(at(here), LUMA), 1.0);
  color = vec4(vec3(luma >= low && luma <= high ? 1.0 : 0.0), 1.0);
}`,
  channels: `${HEAD}
uniform vec3 red;
uniform vec3 green;
uniform vec3 blue;
void main() {
  ${HERE}
  vec3 value = at(here);
  color = vec4(clamp(vec3(dot(red, value), dot(green, value), dot(blue, value)), 0.0, 1.0), 1.0);
}`,
  /** Turns the picture over: row 0 of a canvas is at its bottom. `other` has the picture before all filters. */
  present: `${HEAD}
uniform sampler2D other;
uniform sampler2D lut;
uniform bool colored;
uniform float least;
uniform vec3 mark;
vec3 plain(ivec2 place) { return texelFetch(other, clamp(place, ivec2(0), size - 1), 0).rgb; }
float luma(ivec2 place) { return dot(plain(place), LUMA); }
bool sharp(ivec2 p) {
  float a = luma(p + ivec2(-1, -1)), b = luma(p + ivec2(0, -1)), c = luma(p + ivec2(1, -1));
  float d = luma(p + ivec2(-1, 0)), f = luma(p + ivec2(1, 0));
  float g = luma(p + ivec2(-1, 1)), h = luma(p + ivec2(0, 1)), k = luma(p + ivec2(1, 1));
  float across = c + 2.0 * f + k - a - 2.0 * d - g;
  float down = g + 2.0 * h + k - a - 2.0 * b - c;
  return sqrt(across * across + down * down) / 8.0 >= least;
}
void main() {
  ivec2 here = ivec2(int(gl_FragCoord.x), size.y - 1 - int(gl_FragCoord.y));
  vec3 value = floor(at(here) * 255.0 + 0.5) / 255.0;
  if (colored) value = texelFetch(lut, ivec2(int(floor(min(dot(at(here), LUMA), 1.0) * 255.0 + 0.5)), 0), 0).rgb;
  if (least > 0.0 && sharp(here)) value = mark;
  color = vec4(value, 1.0);
}`,
} as const;

export type ProgramName = keyof typeof FRAGMENTS;
