import { expect, it } from 'vitest';
import { surplus, type KeptArchive, type KeptLimits } from './surplus.ts';

const archives = (...owners: string[]): KeptArchive[] =>
  owners.map((owner, index) => ({ id: `${owner}${String(index)}`, owner, bytes: 10 }));

it.each<[string, KeptArchive[], KeptLimits, number, string[]]>([
  ['room for one more', archives('a', 'a', 'b'), { maxKept: 3 }, 1, []],
  ['the oldest of the owner', archives('a', 'a', 'b'), { maxKept: 2 }, 1, ['a0']],
  ['what a second hub has added', archives('a', 'a', 'a'), { maxKept: 2 }, 0, ['a0']],
  ['the oldest until the bytes fit', archives('a', 'a', 'a'), { maxKept: 9, maxBytes: 15 }, 1, ['a0', 'a1']],
  ['never the newest, which has just been made', archives('a'), { maxKept: 9, maxBytes: 5 }, 0, []],
  ['the newest for another one', archives('a'), { maxKept: 1 }, 1, ['a0']],
  ['the oldest of the owner with the most', archives('b', 'a', 'a', 'a'), { maxKept: 9, maxInAll: 4 }, 1, ['a1']],
  ['nothing of others for a limit of one owner', archives('b', 'b', 'b'), { maxKept: 1 }, 1, []],
])('removes %s', (_what, kept, limits, more, removed) => {
  expect(surplus(kept, 'a', limits, more)).toEqual(removed);
});
