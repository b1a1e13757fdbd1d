/** What guests may call a route with, where its {id} is that of a camera or of a capture. */
import type { Principal } from '../../caller.ts';
import { mayViewCamera, mayViewCapture, mayWatch } from '../../people/policies.ts';
import type { LibraryServices, SessionServices } from '../../services.ts';
import { uuidOr404 } from './params.ts';

interface Call {
  readonly id: string;
  readonly principal: Principal;
}

export const guestsOfCamera = ({ id, principal }: Call): boolean => mayViewCamera(principal, id);

/** Those who may see its live picture. */
export function guestsWhoWatch({ sessions }: Pick<SessionServices, 'sessions'>): (call: Call) => boolean {
  return ({ id, principal }) => mayWatch(principal, id, sessions);
}

/** The captures of their session; what is in the trash they do not see. */
export function guestsOfCapture({ captures }: Pick<LibraryServices, 'captures'>): (call: Call) => Promise<boolean> {
  return async ({ id, principal }) => {
    const capture = await captures.get(uuidOr404(id, 'Capture'));
    return mayViewCapture(principal, capture) && capture.deletedAt === null;
  };
}
