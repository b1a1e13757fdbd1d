import { expect, it } from 'vitest';
import { SteadyImage } from './steady-image.svelte.ts';

function rig() {
  const asked: { address: string; done: () => void; fail: () => void }[] = [];
  const image = new SteadyImage(
    (address) => new Promise<void>((resolve, reject) => asked.push({ address, done: resolve, fail: () => reject(new Error('no')) })),
  );
  const settle = async (at: number, how: 'done' | 'fail' = 'done') => {
    asked[at]?.[how]();
    for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
  };
  return { image, asked, settle };
}

it('keeps the previous picture until the next is decoded, and loads only the newest of many', async () => {
  const { image, asked, settle } = rig();
  image.show('a');
  await settle(0);
  expect(image.shown).toBe('a');
  for (const address of ['b', 'c', 'd']) image.show(address);
  expect([image.shown, asked.map(({ address }) => address)]).toEqual(['a', ['a', 'b']]);
  await settle(1);
  expect([image.shown, asked.map(({ address }) => address)]).toEqual(['a', ['a', 'b', 'd']]);
  await settle(2);
  expect(image.shown).toBe('d');
});

it('never shows the previous capture', async () => {
  const { image, settle } = rig();
  image.show('a');
  await settle(0);
  image.show('other', true);
  expect(image.shown).toBeNull();
  await settle(1);
  expect(image.shown).toBe('other');
});

it('reports a failure, and loads the next picture', async () => {
  const { image, settle } = rig();
  image.show('a');
  await settle(0, 'fail');
  expect([image.shown, image.failed]).toEqual([null, 'a']);
  image.show('b');
  await settle(1);
  expect([image.shown, image.failed]).toEqual(['b', null]);
});
