import type { Capture, CapturePage } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { Emitter } from '../hub/emitter.ts';
import type { CaptureFilter, HubClient, HubEvents } from '../hub/hub-client.ts';
import { asHubError, HubError } from '../hub/hub-error.ts';
import type { Session } from '../session/session.svelte.ts';
import { Library } from './library.svelte.ts';

const capture = (number: number, cameraId = 'a') =>
  ({ id: String(number), cameraId, format: 'jpg', deletedAt: null, capturedAt: new Date(number * 60_000).toISOString() }) as Capture;

/** A hub that serves two captures a page, newest first. */
function rig(kept: Capture[]) {
  const events = new Emitter<HubEvents>();
  let down = false;
  const listCaptures = (filter: CaptureFilter, { cursor }: { cursor?: string }): Promise<CapturePage> => {
    if (down) return Promise.reject(new HubError('hub_unreachable', 'gone'));
    const matching = kept.filter(({ cameraId }) => !filter.cameraId || cameraId === filter.cameraId);
    const start = Number(cursor ?? 0);
    const nextCursor = start + 2 < matching.length ? String(start + 2) : null;
    return Promise.resolve({ captures: matching.slice(start, start + 2), nextCursor, total: matching.length });
  };
  const library = new Library({ events, listCaptures } as unknown as HubClient, { notice: asHubError } as unknown as Session);
  const ids = () => library.captures.map(({ id }) => id).join('');
  return { events, library, ids, goDown: (value: boolean) => void (down = value) };
}

const five = [5, 4, 3, 2, 1].map((number) => capture(number));

it('loads page after page and stops at the end', async () => {
  const { library, ids } = rig(five);
  await library.open();
  expect([ids(), library.total, library.hasMore]).toEqual(['54', 5, true]);
  await library.more();
  await library.more();
  await library.more();
  expect([ids(), library.hasMore]).toEqual(['54321', false]);
});

it('shows captures as they are taken, once, and lets go of deleted ones', async () => {
  const { events, library, ids } = rig(five);
  await library.open();
  events.emit('captureCreated', capture(6));
  events.emit('captureCreated', capture(6));
  expect([ids(), library.total]).toEqual(['654', 6]);
  events.emit('captureDeleted', { id: '5', cameraId: 'a', deletedAt: '' });
  expect([ids(), library.total]).toEqual(['64', 5]);
  events.emit('captureUpdated', capture(5));
  expect(ids()).toBe('654');
});

it('does not double what moved to the next page meanwhile', async () => {
  const kept = [...five];
  const { events, library, ids } = rig(kept);
  await library.open();
  kept.unshift(capture(6));
  events.emit('captureCreated', capture(6));
  await library.more();
  expect(ids()).toBe('6543');
});

it('keeps a new capture out of a list it does not belong to', async () => {
  const { events, library, ids } = rig([capture(5, 'a'), capture(4, 'b')]);
  await library.open();
  await library.setFilter({ cameraId: 'b' });
  events.emit('captureCreated', capture(6, 'a'));
  events.emit('captureCreated', capture(7, 'b'));
  expect(ids()).toBe('74');
  await library.setFilter({ q: 'gland' });
  events.emit('captureCreated', capture(8, 'b'));
  expect(ids()).not.toContain('8');
});

it('keeps what it has when the hub is away, and loads anew when it is back', async () => {
  const { events, library, ids, goDown } = rig(five);
  await library.open();
  goDown(true);
  await library.more();
  expect([ids(), library.error?.code]).toEqual(['54', 'hub_unreachable']);
  goDown(false);
  events.emit('welcome', {} as never);
  await new Promise((resolve) => setTimeout(resolve));
  expect([ids(), library.error]).toEqual(['54', null]);
});
