import { baseName, type Capture } from '@eyepiece/shared-types';

/** The name of the file in a download. */
export function fileNameOf({ name }: Pick<Capture, 'name'>): string {
  return baseName(name);
}

export function titleOf(capture: Pick<Capture, 'name' | 'label'>): string {
  return capture.label ?? fileNameOf(capture);
}
