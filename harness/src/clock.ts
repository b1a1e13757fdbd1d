/** Now by this host's clock, µs since the Unix epoch, with steps finer than a millisecond. */
export function nowUs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}
