import type { Calibration, Objective } from '@eyepiece/shared-types';

/** What a camera service is told of the objective in use; nothing when none is chosen. */
export function calibrationOf(objective: Objective | undefined): { calibration?: Calibration } {
  if (!objective) return {};
  const { name, magnification, numericalAperture, immersion, umPerPixel } = objective;
  return {
    calibration: {
      objective: name,
      ...(magnification !== undefined && { magnification }),
      ...(numericalAperture !== undefined && { numericalAperture }),
      ...(immersion !== undefined && { immersion }),
      ...(umPerPixel !== undefined && { umPerPixel }),
    },
  };
}
