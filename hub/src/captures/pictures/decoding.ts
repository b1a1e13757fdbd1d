/** The queue of everything that decodes masters: thumbnails, views and statistics. */
import type { QueueLimits } from '../../limits.ts';
import { FairQueue } from '../../queue/fair-queue.ts';
import type { Requester } from '../../queue/rotation.ts';

/** Who wants a picture, and for how long. */
export interface Wish {
  readonly by: Requester;
  readonly signal?: AbortSignal | undefined;
}

/** What the hub does by itself. */
export const HUB: Requester = { party: '', person: '' };

/** Thumbnails are quick, and a page waits for many of them: they go before views. `background` is for the hub itself. */
export type DecodingQueue = FairQueue<'thumbnails' | 'views' | 'background'>;

/** One decoder at a time: it holds a libuv thread, of which live pictures need the rest, and the memory of one picture. */
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
