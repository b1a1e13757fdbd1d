/** A smaller σ changes nothing that is visible: neighbouring samples weigh less than 0.4 %. */
const SIGMA_LEAST_PX = 0.3;

/**
 * One side of the sampled kernel: the middle, then the samples outwards. Both sides have the sum 1.
 * @param sigma px
 */
export function gaussianHalf(sigma: number): Float32Array {
  if (sigma < SIGMA_LEAST_PX) return Float32Array.of(1);
  const radius = Math.ceil(3 * sigma);
  const half = Float64Array.from({ length: radius + 1 }, (_, at) => Math.exp(-(at * at) / (2 * sigma * sigma)));
  const sum = half.reduce((total, weight, at) => total + (at === 0 ? weight : 2 * weight), 0);
  return Float32Array.from(half, (weight) => weight / sum);
}
