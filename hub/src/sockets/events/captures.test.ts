import { EventEmitter } from 'node:events';
import { CHANGED_IDS_MAX, type CapturesChanged } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import type { CaptureService, ChangedCapture } from '../../captures/service.ts';
import type { Audience } from '../audience.ts';
import { announceCaptures } from './captures.ts';

function listen() {
  const told: [to: string, event: string, CapturesChanged][] = [];
  const to = (whom: string) => ({ emit: (event: string, news: CapturesChanged) => told.push([whom, event, news]) });
  const audience = {
    toEverybody: () => to('everybody'),
    aboutSession: (id: string) => to(`everybody and the guests of ${id}`),
    toGuestsOfSessions: (ids: Iterable<string>, tell: (guests: unknown, id: string) => void) => {
      for (const id of new Set(ids)) if (id === 'open') tell(to(`the guests of ${id}`), id);
    },
  };
  const captures = new EventEmitter();
  announceCaptures(captures as unknown as CaptureService, audience as unknown as Audience);
  return { captures, told };
}

it('tells of many changes in one event, and guests of those in their session', () => {
  const { captures, told } = listen();
  const changed: ChangedCapture[] = [
    { id: 'a', sessionId: 'open' },
    { id: 'b', sessionId: 'ended' },
  ];
  captures.emit('changedMany', { change: 'deleted', captures: changed });
  expect(told).toEqual([
    ['everybody', 'captures:changed', { change: 'deleted', count: 2, ids: ['a', 'b'] }],
    ['the guests of open', 'captures:changed', { change: 'deleted', count: 1, ids: ['a'] }],
  ]);
});

it('names no ids of more than are worth it', () => {
  const { captures, told } = listen();
  const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ id: String(index), sessionId: null }));
  captures.emit('purged', rows(5000));
  captures.emit('purged', rows(CHANGED_IDS_MAX));
  expect(told.map(([, , { count, ids }]) => [count, ids?.length])).toEqual([
    [5000, undefined],
    [CHANGED_IDS_MAX, CHANGED_IDS_MAX],
  ]);
});

it('tells of a single one as ever', () => {
  const { captures, told } = listen();
  captures.emit('purged', [{ id: 'a', sessionId: 'open' }]);
  expect(told).toEqual([['everybody and the guests of open', 'capture:purged', { id: 'a' }]]);
});
