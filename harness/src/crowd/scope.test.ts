import { describe, expect, it } from 'vitest';
import type { Sequence } from '../protocols/protocol.ts';
import { SEEN, SequenceScope } from './scope.ts';

const frame = (seq: number | null): { seq: number | null; capturedAtUs: null; width: null } => ({ seq, capturedAtUs: null, width: null });
const { inside, repeated, late } = SEEN;

function scopeWith(
  modulus: number | null = null,
  numbering: Sequence['numbering'] = 'server',
): { scope: SequenceScope; see: (viewer: number, ...seqs: (number | null)[]) => number[] } {
  const scope = new SequenceScope(2, { modulus, numbering });
  return { scope, see: (viewer, ...seqs) => seqs.map((seq) => scope.see(viewer, frame(seq))) };
}

describe('frames by their numbers', () => {
  it('belong to a measurement after its first and up to its last number, for every viewer', () => {
    const { scope, see } = scopeWith();
    see(0, 8, 9);
    see(1, 8);
    scope.begin();
    expect(see(0, 10, 11, 12)).toEqual([inside, inside, inside]);
    expect(see(1, 9, 10, 12)).toEqual([0, inside, inside]);
    scope.close();
    expect(see(0, 13)).toEqual([0]);
    expect(see(1, 11)).toEqual([inside | late]);
    expect(scope.publishedFor(0)).toBe(3);
  });

  it('are repeated or late, also far apart', () => {
    const { scope, see } = scopeWith();
    scope.begin();
    expect(see(0, 1, 1, 3, 2, 2, 100, 3)).toEqual([
      inside,
      inside | repeated,
      inside,
      inside | late,
      inside | repeated,
      inside,
      inside | repeated,
    ]);
    expect(scope.publishedFor(0)).toBe(100);
  });

  it.each([256, 65_536, 2 ** 32])('start again at 0 after %d', (modulus) => {
    const { scope, see } = scopeWith(modulus);
    see(0, modulus - 2);
    scope.begin();
    expect(see(0, modulus - 1, 0, 1)).toEqual([inside, inside, inside]);
    // A viewer that joins after it.
    expect(see(1, 0, 1, 2)).toEqual([inside, inside, inside]);
    expect(scope.publishedFor(0)).toBe(4);
  });

  it('of a server that counts again are published anew', () => {
    const { scope, see } = scopeWith();
    see(0, 5000);
    see(1, 5000);
    scope.begin();
    expect([...see(0, 5001, 0, 1), ...see(1, 5001, 0, 2)]).toEqual(Array.from({ length: 6 }, () => inside));
    expect(scope.publishedFor(0)).toBe(1 + 3);
  });

  it('that a later measurement asks for do not count those of an earlier one', () => {
    const { scope, see } = scopeWith();
    scope.begin();
    see(0, 1, 2, 3);
    scope.close();
    see(0, 4);
    scope.begin();
    see(0, 5, 6);
    expect(scope.publishedFor(0)).toBe(2);
  });
});

describe('frames that each connection counts for itself', () => {
  it('are published for each viewer', () => {
    const { scope, see } = scopeWith(null, 'connection');
    see(0, 500);
    see(1, 3);
    scope.begin();
    expect([...see(0, 501, 502), ...see(1, 4, 7)]).toEqual(Array.from({ length: 4 }, () => inside));
    expect([scope.publishedFor(0), scope.publishedFor(1)]).toEqual([2, 4]);
  });

  it('are counted from the start on a new connection', () => {
    const { scope, see } = scopeWith(null, 'connection');
    see(0, 1, 2);
    scope.begin();
    see(0, 3);
    scope.lost(0);
    expect(see(0, 1, 2, 2)).toEqual([inside, inside, inside | repeated]);
    expect(scope.publishedFor(0)).toBe(3);
  });
});

it('frames without numbers belong to a measurement while it lasts', () => {
  const { scope, see } = scopeWith();
  expect(see(0, null)).toEqual([0]);
  scope.begin();
  expect(see(0, null)).toEqual([inside]);
  expect(scope.publishedFor(0)).toBeNaN();
  scope.close();
  expect(see(0, null)).toEqual([0]);
});
