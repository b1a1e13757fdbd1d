/** The queue of all work that decodes masters: thumbnails, views and statistics. */
import type { QueueLimits } from '../../../process/limits/queue-limits.ts';
import { FairQueue } from '../../../process/limits/queues/fair-queue.ts';
import type { Requester } from '../../../process/limits/queues/rotation.ts';

/** The requester of a picture, and its cancellation. */
export interface PictureRequest {
  readonly by: Requester;
  readonly signal?: AbortSignal | undefined;
}

/** Requester of the hub's own work. */
export const HUB: Requester = { party: '', person: '' };

/** Thumbnails precede views: they are quick, and a page needs many. `background` is for the hub itself. */
export type DecodingQueue = FairQueue<'thumbnails' | 'views' | 'background'>;

/** A decoder occupies a libuv thread and the memory of a picture. Live frames need the other threads. */
const CONCURRENCY = 1;

export function decodingQueue(limits: QueueLimits, onRefused?: () => void): DecodingQueue {
  const { maxThumbnailsWaiting, maxViewsWaiting, partyFactor } = limits;
  return new FairQueue({
    concurrency: CONCURRENCY,
    onRefused,
    lanes: {
      thumbnails: { name: 'thumbnails', maxPerPerson: maxThumbnailsWaiting, maxPerParty: maxThumbnailsWaiting * partyFactor },
      views: { name: 'views', maxPerPerson: maxViewsWaiting, maxPerParty: maxViewsWaiting * partyFactor },
      background: { name: 'thumbnails', maxPerPerson: Infinity, maxPerParty: Infinity },
    },
  });
}
