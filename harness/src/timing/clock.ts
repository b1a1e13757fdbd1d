/** Current time of this host, µs since the Unix epoch, with a resolution below a millisecond. */
export function nowUs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}
