import type { Capture, Neighbours } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import type { HubClient } from '../hub/hub-client.ts';
import { Neighbourhood } from './neighbourhood.svelte.ts';

function rig() {
  const went: string[] = [];
  const warmed: string[] = [];
  const answers: ((found: Neighbours | null) => void)[] = [];
  const asked: string[] = [];
  const hub = {
    getCapture: (id: string) => {
      asked.push(id);
      return Promise.resolve({ id } as Capture);
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
  return { near, went, warmed, answers, asked, settle };
}
const found = (newer: string | null, older: string | null): Neighbours => ({ newer, older, position: 2, total: 3 });

it('fetches both neighbours beforehand, and has them at once', async () => {
  const { near, went, warmed, answers, asked, settle } = rig();
  void near.look('b', {});
  answers[0]?.(found('a', 'c'));
  await settle();
  expect(warmed).toEqual(['c', 'a']);
  near.step(1);
  near.step(-1);
  expect(went).toEqual(['c', 'a']);
  expect([near.known('c')?.id, asked]).toEqual(['c', ['c', 'a']]);
});

it('takes a step that was asked for before it was known where it leads', async () => {
  const { near, went, answers, settle } = rig();
  void near.look('b', {});
  near.step(1);
  expect(went).toEqual([]);
  answers[0]?.(found('a', 'c'));
  await settle();
  expect(went).toEqual(['c']);
});

it('goes nowhere at the ends, nor where nothing is known', async () => {
  const { near, went, answers, settle } = rig();
  void near.look('a', {});
  answers[0]?.(found(null, 'b'));
  await settle();
  near.step(-1);
  void near.look('z', {});
  answers[1]?.(null);
  await settle();
  near.step(1);
  expect(went).toEqual([]);
});
