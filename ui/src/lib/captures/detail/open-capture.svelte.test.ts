import type { Capture } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import { asHubError } from '@eyepiece/client/hub-error';
import type { HubClient, HubEvents } from '../../hub/clients/hub-client.ts';
import type { Session } from '../../people/session.svelte.ts';
import type { Library } from '../grid/library.svelte.ts';
import { Neighbourhood } from './neighbourhood.svelte.ts';
import { OpenCapture } from './open-capture.svelte.ts';

const capture = (id: string, label: string) => ({ id, label, tags: [] as string[] }) as Capture;

/** A library that lists `a`, and a hub whose answers the test controls. */
function rig() {
  const questions: { id: string; answer: (label: string) => void; fail: () => void }[] = [];
  const events = new Emitter<HubEvents>();
  const getCapture = (id: string) =>
    new Promise<Capture>((resolve, reject) =>
      questions.push({ id, answer: (label) => resolve(capture(id, label)), fail: () => reject(new Error('gone')) }),
    );
  const hub = { events, getCapture } as unknown as HubClient;
  const session = { handleError: asHubError } as unknown as Session;
  const library = { get: (id: string) => (id === 'a' ? capture('a', 'listed') : undefined) } as unknown as Library;
  const near = new Neighbourhood(
    hub,
    () => undefined,
    () => undefined,
  );
  const opened: string[] = [];
  const shown = new OpenCapture({ hub, session, library, near, opened: ({ id }) => void opened.push(id) });
  const close = shown.follow();
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { shown, events, questions, opened, settle, close };
}

it("shows the library's data at once, and the complete capture after the hub's answer", async () => {
  const { shown, questions, opened, settle } = rig();
  shown.open('a');
  expect(shown.now?.label).toBe('listed');
  questions[0]?.answer('full');
  await settle();
  expect([shown.now?.label, shown.editor?.label, opened]).toEqual(['full', 'full', ['a']]);
});

it('ignores an answer for a capture that is no longer shown', async () => {
  const { shown, questions, opened, settle } = rig();
  const leave = shown.open('b');
  leave();
  shown.open('c');
  questions[1]?.answer('new');
  questions[0]?.answer('old');
  await settle();
  expect([shown.now?.id, opened]).toEqual(['c', ['c']]);
});

it('shows why a capture cannot be shown, until it can', async () => {
  const { shown, events, questions, settle } = rig();
  shown.open('b');
  questions[0]?.fail();
  await settle();
  expect(shown.error).not.toBeNull();
  events.emit('capturesChanged', { change: 'updated', count: 1, ids: ['b'] });
  questions[1]?.answer('back');
  await settle();
  expect([shown.error, shown.now?.label]).toEqual([null, 'back']);
});

it('follows changes of the shown capture only, and none once closed', async () => {
  const { shown, events, questions, settle, close } = rig();
  shown.open('b');
  questions[0]?.answer('first');
  await settle();
  events.emit('captureUpdated', capture('c', 'other'));
  expect(shown.now?.label).toBe('first');
  events.emit('captureUpdated', capture('b', 'second'));
  expect([shown.now?.label, shown.editor?.label]).toEqual(['second', 'second']);
  close();
  events.emit('captureUpdated', capture('b', 'third'));
  expect(shown.now?.label).toBe('second');
});

it('shows that another user moved the shown capture to the trash', async () => {
  const { shown, events, questions, settle } = rig();
  shown.open('b');
  questions[0]?.answer('first');
  await settle();
  events.emit('captureDeleted', { id: 'c', cameraId: 'one', deletedAt: '2026-01-01T00:00:00.000Z' });
  expect(shown.now?.deletedAt).toBeUndefined();
  events.emit('captureDeleted', { id: 'b', cameraId: 'one', deletedAt: '2026-01-02T00:00:00.000Z' });
  expect(shown.now).toMatchObject({ label: 'first', deletedAt: '2026-01-02T00:00:00.000Z' });
});

it.each<[string, (events: Emitter<HubEvents>) => void]>([
  ['alone', (events) => events.emit('capturePurged', { id: 'b' })],
  ['in bulk', (events) => events.emit('capturesChanged', { change: 'purged', count: 2, ids: ['a', 'b'] })],
])('shows that the shown capture was deleted permanently, %s', async (_name, purge) => {
  const { shown, events, questions, settle } = rig();
  shown.open('b');
  questions[0]?.answer('first');
  await settle();
  purge(events);
  questions[1]?.fail();
  await settle();
  expect(shown.error).not.toBeNull();
});
