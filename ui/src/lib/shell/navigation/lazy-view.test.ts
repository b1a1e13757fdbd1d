import type { Component } from 'svelte';
import { expect, it } from 'vitest';
import { lazyView } from './lazy-view.ts';

const view = (() => ({})) as unknown as Component;

it('loads once, and returns the view immediately afterwards', async () => {
  let loads = 0;
  const lazy = lazyView(() => {
    loads += 1;
    return Promise.resolve({ default: view });
  });
  expect(lazy.loaded).toBeUndefined();
  expect(await Promise.all([lazy.load(), lazy.load()])).toEqual([view, view]);
  expect([loads, lazy.loaded]).toEqual([1, view]);
});

const failing = (message: string): Promise<{ default: Component }> => Promise.reject(new TypeError(message));

it('tries again after a failure', async () => {
  const answers: Promise<{ default: Component }>[] = [
    failing('Failed to fetch dynamically imported module'),
    Promise.resolve({ default: view }),
  ];
  const lazy = lazyView(() => answers.shift() ?? failing('asked too often'));
  await expect(lazy.load()).rejects.toThrow('Failed to fetch');
  expect(lazy.loaded).toBeUndefined();
  await expect(lazy.load()).resolves.toBe(view);
});
