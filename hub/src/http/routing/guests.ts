/** Access checks for guests, for routes whose {id} is a camera or a capture. */
import type { Principal } from '../../people/caller.ts';
import { mayViewCamera, mayViewCapture, mayWatch } from '../../people/policies.ts';
import type { LibraryServices, SessionServices } from '../../process/opening/services.ts';
import { uuidOr404 } from './params.ts';

interface Call {
  readonly id: string;
  readonly principal: Principal;
}

export const guestsOfCamera = ({ id, principal }: Call): boolean => mayViewCamera(principal, id);

/** Guests who may see the live view. */
export function guestsWhoWatch({ sessions }: Pick<SessionServices, 'sessions'>): (call: Call) => boolean {
  return ({ id, principal }) => mayWatch(principal, id, sessions);
}

/** Guests may see captures of their session that are not in the trash. */
export function guestsOfCapture({ captures }: Pick<LibraryServices, 'captures'>): (call: Call) => Promise<boolean> {
  return async ({ id, principal }) => {
    const capture = await captures.get(uuidOr404(id, 'Capture'));
    return mayViewCapture(principal, capture) && capture.deletedAt === null;
  };
}
