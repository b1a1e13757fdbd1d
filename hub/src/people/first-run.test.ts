import type { User } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { HubError } from '../errors.ts';
import { FirstRun } from './first-run.ts';

const input = { email: 'ana@example.org', name: 'Ana', password: 'a long enough passphrase' };
const HOUR_MS = 3_600_000;

function rig(create?: () => Promise<void>) {
  let nowMs = 1000;
  const created: string[] = [];
  const delays: number[] = [];
  const firstRun = new FirstRun({
    create: async ({ email, name }) => {
      await create?.();
      created.push(email);
      return { user: { id: email, email, name, role: 'admin', disabled: false } satisfies User, tokenVersion: 1 };
    },
    limiter: { delay: (ms) => Promise.resolve(void delays.push(ms)) },
    nowMs: () => nowMs,
  });
  return { firstRun, created, pass: (ms: number) => void (nowMs += ms) };
}

const code = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'served',
    (error: unknown) => (error as HubError).code,
  );

it('serves the link once', async () => {
  const { firstRun, created } = rig();
  const link = firstRun.begin();
  expect(link).toMatch(/^[\w-]{43}$/);
  expect(firstRun.isOpen).toBe(true);
  expect(await firstRun.finish(link, input, '10.0.0.1')).toMatchObject({ user: { role: 'admin' } });
  expect(firstRun.isOpen).toBe(false);
  expect(await code(firstRun.finish(link, input, '10.0.0.1'))).toBe('share_not_found');
  expect(created).toEqual(['ana@example.org']);
});

it('serves one of many who use the link at the same time', async () => {
  const { firstRun, created } = rig(() => new Promise((resolve) => setImmediate(resolve)));
  const link = firstRun.begin();
  const codes = await Promise.all(Array.from({ length: 50 }, (_, index) => code(firstRun.finish(link, input, `10.0.0.${index}`))));
  expect(codes.toSorted()).toEqual(['served', ...Array<string>(49).fill('share_not_found')].toSorted());
  expect(created).toHaveLength(1);
});

it('refuses wrong links, and every link before the first and after an hour', async () => {
  const { firstRun, pass } = rig();
  expect(await code(firstRun.finish('', input, 'a'))).toBe('share_not_found');
  const old = firstRun.begin();
  const link = firstRun.begin();
  for (const wrong of [old, link.slice(1), `${link}x`, link.toUpperCase(), '\u0000', 'ä'.repeat(50)])
    expect(await code(firstRun.finish(wrong, input, 'b'))).toBe('share_not_found');
  pass(HOUR_MS - 1);
  expect(firstRun.isOpen).toBe(true);
  pass(1);
  expect(firstRun.isOpen).toBe(false);
  expect(await code(firstRun.finish(link, input, 'b'))).toBe('share_not_found');
});

it('blocks who guesses, and nobody else', async () => {
  const { firstRun } = rig();
  const link = firstRun.begin();
  const codes = new Set<unknown>();
  for (let guess = 0; guess < 400 && !codes.has('rate_limited'); guess += 1)
    codes.add(await code(firstRun.finish(`guess-${guess}`, input, '10.0.0.66')));
  expect([...codes]).toEqual(['share_not_found', 'rate_limited']);
  expect(await code(firstRun.finish(link, input, '10.0.0.1'))).toBe('served');
});

it('keeps the link when the password is refused or the database is away, and drops it when there is a user', async () => {
  const failures = [
    new HubError('validation_failed', 'too common'),
    new HubError('database_unavailable', 'away'),
    new HubError('conflict', 'exists'),
  ];
  const { firstRun } = rig(() => {
    const failure = failures.shift();
    return failure ? Promise.reject(failure) : Promise.resolve();
  });
  const link = firstRun.begin();
  expect(await code(firstRun.finish(link, input, 'a'))).toBe('validation_failed');
  expect(await code(firstRun.finish(link, input, 'a'))).toBe('database_unavailable');
  expect(firstRun.isOpen).toBe(true);
  expect(await code(firstRun.finish(link, input, 'a'))).toBe('conflict');
  expect(firstRun.isOpen).toBe(false);
});
