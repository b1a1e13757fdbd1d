import type { Principal } from '../people/access/tokens.ts';
import type { Requester } from './rotation.ts';

/** Guests of one link share its turns. */
export function requesterOf({ userId, guest }: Pick<Principal, 'userId' | 'guest'>): Requester {
  return { party: guest ? `link ${guest.shareId}` : userId, person: userId };
}
