import { EventEmitter } from 'node:events';
import { CHANGED_IDS_MAX, type CapturesChanged } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import type { ChangedCapture } from '../../library/captures/announcements.ts';
import type { CaptureService } from '../../library/captures/service.ts';
import type { Audience } from '../audience.ts';
import { announceCaptures } from './captures.ts';

function listen() {
  const sent: [to: string, event: string, CapturesChanged][] = [];
  const to = (recipients: string) => ({ emit: (event: string, change: CapturesChanged) => sent.push([recipients, event, change]) });
  const audience = {
    toUsers: () => to('users'),
    aboutSession: (_event: string, id: string) => to(`users and guests of ${id}`),
    toGuestsOfSessions: (ids: Iterable<string>, send: (guests: unknown, id: string) => void) => {
      for (const id of new Set(ids)) if (id === 'open') send(to(`guests of ${id}`), id);
    },
  };
  const captures = new EventEmitter();
  announceCaptures(captures as unknown as CaptureService, audience as unknown as Audience);
  return { captures, sent };
}

it('announces many changes in one event, and to guests only those in their session', () => {
  const { captures, sent } = listen();
  const changed: ChangedCapture[] = [
    { id: 'a', sessionId: 'open' },
    { id: 'b', sessionId: 'ended' },
  ];
  captures.emit('changedMany', { change: 'deleted', captures: changed });
  expect(sent).toEqual([
    ['users', 'captures:changed', { change: 'deleted', count: 2, ids: ['a', 'b'] }],
    ['guests of open', 'captures:changed', { change: 'deleted', count: 1, ids: ['a'] }],
  ]);
});

it('omits the ids of very many captures', () => {
  const { captures, sent } = listen();
  const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ id: String(index), sessionId: null }));
  captures.emit('purged', rows(5000));
  captures.emit('purged', rows(CHANGED_IDS_MAX));
  expect(sent.map(([, , { count, ids }]) => [count, ids?.length])).toEqual([
    [5000, undefined],
    [CHANGED_IDS_MAX, CHANGED_IDS_MAX],
  ]);
});

it('announces a single removal as its own event', () => {
  const { captures, sent } = listen();
  captures.emit('purged', [{ id: 'a', sessionId: 'open' }]);
  expect(sent).toEqual([['users and guests of open', 'capture:purged', { id: 'a' }]]);
});
