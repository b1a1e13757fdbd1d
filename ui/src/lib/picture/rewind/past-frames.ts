import { rewindPageSchema } from '@eyepiece/shared-types';
import { rest, restBlob } from '../../hub/rest/rest.ts';
import type { PastFramesClient } from './rewinding.svelte.ts';

const pathOf = (cameraId: string): string => `/cameras/${encodeURIComponent(cameraId)}/rewind`;

/** Past frames over REST. Apart from the other requests, so that it loads at its first use. */
export const PAST_FRAMES: PastFramesClient = {
  pastFrames: (cameraId, afterUs, signal) => rest(rewindPageSchema, pathOf(cameraId), { query: { afterUs }, signal, cache: 'no-store' }),
  pastFrame: (cameraId, { capturedAtUs, seq }, signal) =>
    restBlob(`${pathOf(cameraId)}/${capturedAtUs}-${seq}.jpg`, { signal, cache: 'no-store' }),
};
