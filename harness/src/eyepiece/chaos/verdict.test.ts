import { expect, it } from 'vitest';
import { Acknowledged } from './load/acknowledged.ts';
import { verdictOf } from './verdict.ts';

const NOTHING = { lost: [], twice: [], changed: [], unedited: [], returned: [], incomplete: [] };
const kept = (id: string, more: { notes?: string; deletedAt?: string | null; sha256?: string; label?: string } = {}) => ({
  id,
  sha256: `digest of ${id}`,
  deletedAt: null,
  ...more,
});

function run() {
  let ms = 0;
  const acknowledged = new Acknowledged(() => ms);
  const at = (seconds: number): Acknowledged => {
    ms = seconds * 1000;
    return acknowledged;
  };
  for (const id of ['a', 'b']) at(1).capture(id, `digest of ${id}`, 'direct');
  return { acknowledged, at };
}

it('nothing is wrong with the acknowledged library, with or without what was moved to the trash', () => {
  const { acknowledged, at } = run();
  at(2).edit('a', 'wet')();
  at(3).trash('a')();
  at(4).trash('b');
  for (const library of [[], [kept('b')], [kept('a', { notes: 'wet', deletedAt: '2026-11-30T10:00:00.000Z' })]]) {
    expect(verdictOf(acknowledged, library)).toEqual(NOTHING);
  }
});

it('a breach tells what became of the capture, and when', () => {
  const { acknowledged, at } = run();
  const edited = at(2).edit('a', 'wet');
  at(2.5);
  edited();
  const early = at(2.6).history.beginPurge();
  at(2.7);
  early();
  at(3).trash('a')();
  const emptied = at(3.1).history.beginPurge();
  at(3.4);
  emptied();
  at(5).capture('a', 'digest of a', 'twins');
  at(5.5).edit('a', 'dry');
  at(6).edit('a', 'dry again');
  at(6).history.beginPurge();
  const history =
    'acknowledged (direct) at 1.0 s; "wet" at 2.0 s, answered at 2.5 s; moved to the trash at 3.0 s; ' +
    'trash emptied at 3.1 s, answered at 3.4 s; acknowledged (twins) at 5.0 s; ' +
    'without an answer: 2 times edited from 5.5 s to 6.0 s; without an answer: 1 times trash emptied from 6.0 s to 6.0 s';
  expect(verdictOf(acknowledged, [kept('a'), kept('b')])).toEqual({
    ...NOTHING,
    unedited: [`a: its notes are undefined, and should be "wet" or "dry" or "dry again" (${history})`],
    returned: [`a (${history})`],
  });
});

it('names what is lost, changed or there twice', () => {
  const { acknowledged } = run();
  acknowledged.jobs.set('job', 2);
  const once = 'acknowledged (direct) at 1.0 s';
  expect(verdictOf(acknowledged, [kept('a', { sha256: 'other' })])).toEqual({
    ...NOTHING,
    lost: [`b (${once})`],
    changed: [`a (${once})`],
    incomplete: ['job (2 pictures were durable, 0 are in the library)'],
  });
  const twice = [kept('a'), kept('a'), kept('b', { label: 'order 1' }), kept('c', { label: 'order 1' })];
  expect(verdictOf(acknowledged, twice).twice).toEqual([`a (${once})`, 'order 1']);
});
