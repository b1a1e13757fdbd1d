import { THUMBNAIL_SIZES, type Capture } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/hub-client.ts';
import type { SampleWindow } from '../../hub/library-client.ts';

/** Browsers show 8 bits of JPEG and PNG as they are. */
function isShownByBrowsers({ format, bitDepth }: Pick<Capture, 'format' | 'bitDepth'>): boolean {
  return bitDepth <= 8 && (format === 'jpg' || format === 'png' || format === 'png8');
}

/**
 * Where the picture of a capture is to be had.
 * @param window in samples; undefined: the whole range; null: not known yet, then the hub's own rendition
 * @param full whether every pixel is wanted
 */
export function pictureAddress(hub: HubClient, capture: Capture, window: SampleWindow | undefined | null, full: boolean): string {
  const small = THUMBNAIL_SIZES.large;
  if (window === null) return hub.thumbnailUrl(capture, 'large');
  if (window === undefined && isShownByBrowsers(capture))
    return full || capture.width <= small ? hub.originalUrl(capture) : hub.thumbnailUrl(capture, 'large');
  return hub.library.viewUrl(capture.id, { window, width: full || capture.width <= small ? undefined : small });
}
