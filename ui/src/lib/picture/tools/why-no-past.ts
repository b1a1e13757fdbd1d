import type { CameraState } from '@eyepiece/shared-types';

/** Why there is nothing to look back at. */
export function whyNoPast(camera: Pick<CameraState, 'rewind'> | null): string | null {
  if (!camera?.rewind) return 'The camera service keeps no past pictures.';
  if (camera.rewind.frames > 0) return null;
  return 'No past pictures yet: they come from the live picture as JPEG in full size.';
}
