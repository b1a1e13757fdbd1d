import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AuditEntry } from './audit.ts';
import { RepeatedEntries } from './repeated-entries.ts';

const refused = (address: string): AuditEntry => ({ address, action: 'share.refused', subject: '', details: { reason: 'wrong' } });

let written: AuditEntry[];
let errors: unknown[];
let fails = false;
let entries: RepeatedEntries;

beforeEach(() => {
  vi.useFakeTimers();
  [written, errors, fails] = [[], [], false];
  entries = new RepeatedEntries({
    record: (entry) => {
      written.push(entry);
      return fails ? Promise.reject(new Error('on purpose')) : Promise.resolve();
    },
    onError: (error) => errors.push(error),
  });
});
afterEach(() => void vi.useRealTimers());

it('writes the first entry at once, and the number of repetitions after a minute', async () => {
  for (let count = 0; count < 500; count += 1) await entries.record('a', refused('192.0.2.1'));
  expect(written).toEqual([refused('192.0.2.1')]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(written).toHaveLength(2);
  expect(written[1]).toMatchObject({ address: '192.0.2.1', details: { reason: 'wrong', repeated: 499, seconds: 60 } });
  await entries.record('a', refused('192.0.2.1'));
  expect(written).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(written).toHaveLength(3);
});

it('counts entries of very many keys together', async () => {
  for (let count = 0; count < 1000; count += 1) await entries.record(`key ${String(count)}`, refused(`address ${String(count)}`));
  expect(written).toHaveLength(61);
  expect(written.at(-1)).toEqual({ action: 'share.refused', subject: '', details: { addresses: 'many' } });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(written.slice(61)).toMatchObject([{ details: { addresses: 'many', repeated: 939 } }]);
});

it('writes pending counts on close', async () => {
  for (const key of ['a', 'a', 'b']) await entries.record(key, refused(key));
  await entries.close();
  expect(written.slice(2)).toMatchObject([{ address: 'a', details: { repeated: 1 } }]);
});

it('reports a count that could not be written', async () => {
  for (let count = 0; count < 2; count += 1) await entries.record('a', refused('a'));
  fails = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(errors).toHaveLength(1);
});
