/** The rate a long exposure allows, when that is less than the target, fps; else null. */
export function limitedRateFps(exposureMs: number, targetFps: number | undefined): number | null {
  if (targetFps === undefined || exposureMs <= 0) return null;
  const possible = 1000 / exposureMs;
  return possible < targetFps * 0.995 ? possible : null;
}
