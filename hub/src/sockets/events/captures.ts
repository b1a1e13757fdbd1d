/** Announces changes of captures: one event per capture, or one per bulk change. */
import { CHANGED_IDS_MAX, type CapturesChanged } from '@eyepiece/shared-types';
import type { ChangedCapture } from '../../library/captures/announcements.ts';
import type { CaptureService } from '../../library/captures/service.ts';
import type { Audience } from '../audience.ts';

export function announceCaptures(captures: CaptureService, audience: Audience): void {
  const many = (change: CapturesChanged['change'], changed: readonly ChangedCapture[]): void => {
    audience.toUsers('captures:changed').emit('captures:changed', eventOf(change, changed));
    audience.toGuestsOfSessions(
      changed.map(({ sessionId }) => sessionId),
      (guests, id) =>
        guests.emit(
          'captures:changed',
          eventOf(
            change,
            changed.filter(({ sessionId }) => sessionId === id),
          ),
        ),
    );
  };
  captures.on('created', (capture) =>
    audience.aboutSession('capture:created', capture.sessionId, capture.cameraId).emit('capture:created', capture),
  );
  captures.on('updated', (capture) =>
    audience.aboutSession('capture:updated', capture.sessionId, capture.cameraId).emit('capture:updated', capture),
  );
  captures.on('deleted', (deleted) =>
    audience.aboutSession('capture:deleted', deleted.sessionId, deleted.cameraId).emit('capture:deleted', deleted),
  );
  captures.on('purged', (removed) => {
    const [first] = removed;
    if (removed.length > 1) many('purged', removed);
    else if (first) audience.aboutSession('capture:purged', first.sessionId).emit('capture:purged', { id: first.id });
  });
  captures.on('changedMany', ({ change, captures: changed }) => many(change, changed));
}

function eventOf(change: CapturesChanged['change'], changed: readonly ChangedCapture[]): CapturesChanged {
  const ids = changed.length > CHANGED_IDS_MAX ? null : changed.map(({ id }) => id);
  return { change, count: changed.length, ids };
}
