import { THUMBNAIL_SIZES, type Capture } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { SampleWindow } from '../../hub/clients/library-client.ts';

/** Browsers can show 8-bit JPEG and PNG directly. */
function isShownByBrowsers({ format, bitDepth }: Pick<Capture, 'format' | 'bitDepth'>): boolean {
  return bitDepth <= 8 && (format === 'jpg' || format === 'png' || format === 'png8');
}

/**
 * URL of a capture's picture.
 * @param window in sample values; undefined: the full range; null: not known yet, then the hub's default rendition
 * @param full whether full resolution is needed
 */
export function pictureAddress(hub: HubClient, capture: Capture, window: SampleWindow | undefined | null, full: boolean): string {
  const small = THUMBNAIL_SIZES.large;
  if (window === null) return hub.thumbnailUrl(capture, 'large');
  if (window === undefined && isShownByBrowsers(capture))
    return full || capture.width <= small ? hub.originalUrl(capture) : hub.thumbnailUrl(capture, 'large');
  return hub.library.viewUrl(capture.id, { window, width: full || capture.width <= small ? undefined : small });
}
