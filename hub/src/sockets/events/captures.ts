/** What happens to captures: an event each, or one for all that were changed at once. */
import { CHANGED_IDS_MAX, type CapturesChanged } from '@eyepiece/shared-types';
import type { CaptureService, ChangedCapture } from '../../captures/service.ts';
import type { Audience } from '../audience.ts';

export function announceCaptures(captures: CaptureService, audience: Audience): void {
  const many = (change: CapturesChanged['change'], changed: readonly ChangedCapture[]): void => {
    audience.toEverybody().emit('captures:changed', newsOf(change, changed));
    audience.toGuestsOfSessions(
      changed.map(({ sessionId }) => sessionId),
      (guests, id) =>
        guests.emit(
          'captures:changed',
          newsOf(
            change,
            changed.filter(({ sessionId }) => sessionId === id),
          ),
        ),
    );
  };
  captures.on('created', (capture) => audience.aboutSession(capture.sessionId).emit('capture:created', capture));
  captures.on('updated', (capture) => audience.aboutSession(capture.sessionId).emit('capture:updated', capture));
  captures.on('deleted', (deleted) => audience.aboutSession(deleted.sessionId).emit('capture:deleted', deleted));
  captures.on('purged', (removed) => {
    const [first] = removed;
    if (removed.length > 1) many('purged', removed);
    else if (first) audience.aboutSession(first.sessionId).emit('capture:purged', { id: first.id });
  });
  captures.on('changedMany', ({ change, captures: changed }) => many(change, changed));
}

function newsOf(change: CapturesChanged['change'], changed: readonly ChangedCapture[]): CapturesChanged {
  const ids = changed.length > CHANGED_IDS_MAX ? null : changed.map(({ id }) => id);
  return { change, count: changed.length, ids };
}
