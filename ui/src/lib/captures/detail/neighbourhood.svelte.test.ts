import type { Capture, Neighbours } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import type { HubClient, HubEvents } from '../../hub/clients/hub-client.ts';
import { Neighbourhood } from './neighbourhood.svelte.ts';

function rig() {
  const went: string[] = [];
  const warmed: string[] = [];
  const answers: ((found: Neighbours | null) => void)[] = [];
  const asked: string[] = [];
  const events = new Emitter<HubEvents>();
  let tags: string[] = [];
  const hub = {
    events,
    getCapture: (id: string) => {
      asked.push(id);
      return Promise.resolve({ id, tags } as Capture);
    },
    library: {
      neighbours: () =>
        new Promise<Neighbours>((resolve, reject) => answers.push((found) => (found ? resolve(found) : reject(new Error('no'))))),
    },
  } as unknown as HubClient;
  const near = new Neighbourhood(
    hub,
    (id) => void went.push(id),
    ({ id }) => void warmed.push(id),
  );
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { near, events, went, warmed, answers, asked, settle, tag: (...now: string[]) => void (tags = now) };
}
const found = (newer: string | null, older: string | null): Neighbours => ({ newer, older, position: 2, total: 3 });

it('prefetches both neighbours, and shows them at once', async () => {
  const { near, went, warmed, answers, asked, settle } = rig();
  void near.load('b', {});
  answers[0]?.(found('a', 'c'));
  await settle();
  expect(warmed).toEqual(['c', 'a']);
  near.step(1);
  near.step(-1);
  expect(went).toEqual(['c', 'a']);
  expect([near.known('c')?.id, asked]).toEqual(['c', ['c', 'a']]);
});

it('makes a step that was requested before its target was known', async () => {
  const { near, went, answers, settle } = rig();
  void near.load('b', {});
  near.step(1);
  expect(went).toEqual([]);
  answers[0]?.(found('a', 'c'));
  await settle();
  expect(went).toEqual(['c']);
});

it('makes no step from a capture that was opened instead', async () => {
  const { near, went, answers, settle } = rig();
  void near.load('b', {});
  near.step(1);
  void near.load('k', {});
  answers[0]?.(found('a', 'c'));
  answers[1]?.(found('j', 'l'));
  await settle();
  expect(went).toEqual([]);
  // Another filter of the same capture keeps the step.
  void near.load('k', {});
  near.step(1);
  void near.load('k', { q: 'cell' });
  answers[3]?.(found('j', 'l'));
  await settle();
  expect(went).toEqual(['l']);
});

it('does not move at the ends, or without known neighbours', async () => {
  const { near, went, answers, settle } = rig();
  void near.load('a', {});
  answers[0]?.(found(null, 'b'));
  await settle();
  near.step(-1);
  void near.load('z', {});
  answers[1]?.(null);
  await settle();
  near.step(1);
  expect(went).toEqual([]);
});

it('requests captures again that were changed in bulk', async () => {
  const { near, events, answers, tag, settle } = rig();
  void near.load('b', {});
  answers[0]?.(found('a', 'c'));
  await settle();
  tag('crypt');
  events.emit('capturesChanged', { change: 'updated', count: 1, ids: ['c'] });
  expect([near.known('a')?.tags, near.known('c')]).toEqual([[], null]);
  expect((await near.capture('c')).tags).toEqual(['crypt']);
  events.emit('capturesChanged', { change: 'updated', count: 300, ids: null });
  expect((await near.capture('a')).tags).toEqual(['crypt']);
});

it('repeats a request when the capture changed meanwhile, and uses updates directly', async () => {
  const { near, events, asked, tag } = rig();
  const together = near.capture('a');
  tag('crypt');
  events.emit('capturesChanged', { change: 'updated', count: 1, ids: ['a'] });
  expect([(await together).tags, asked]).toEqual([['crypt'], ['a', 'a']]);
  const alone = near.capture('b');
  events.emit('captureUpdated', { id: 'b', tags: ['gland'] } as unknown as Capture);
  expect([(await alone).tags, near.known('b')?.tags]).toEqual([['gland'], ['gland']]);
});

it('requests everything again after a reconnect, and nothing once closed', async () => {
  const { near, events } = rig();
  await near.capture('a');
  events.emit('welcome', {} as never);
  expect(near.known('a')).toBeNull();
  await near.capture('a');
  near.close();
  events.emit('welcome', {} as never);
  expect(near.known('a')).not.toBeNull();
});
