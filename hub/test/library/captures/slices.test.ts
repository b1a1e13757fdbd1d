/** A bulk edit is done in slices, so that live frames are sent in between. */
import { randomUUID } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { describeDatabases } from '../../persistence/databases.ts';
import { useCaptures } from './captures-bench.ts';

const IDS = 250;
/** Most captures of one slice. */
const SLICE = 100;

describeDatabases('a bulk edit', (current) => {
  const bench = useCaptures(current);
  afterEach(() => void vi.restoreAllMocks());

  it('works in several transactions with free turns of the event loop between them, and is announced at the end', async () => {
    const known = [(await bench.add()).id, (await bench.add()).id, (await bench.add()).id];
    const ids = [...known, ...Array.from({ length: IDS - known.length }, () => randomUUID())];
    let turns = 0;
    let counting: NodeJS.Immediate | undefined;
    const count = (): void => {
      turns += 1;
      counting = setImmediate(count);
    };
    const { database } = current();
    const transaction = database.transaction.bind(database);
    const began: number[] = [];
    vi.spyOn(database, 'transaction').mockImplementation((work) => {
      began.push(turns);
      return transaction(work);
    });
    const announced: number[] = [];
    bench.service.on('changedMany', ({ captures }) => announced.push(captures.length));
    bench.service.on('updated', () => announced.push(1));
    count();
    const { changed, refused } = await bench.service.changeAll({ ids, change: { kind: 'rate', rating: 2 } }, undefined, () => undefined);
    clearImmediate(counting);
    expect([changed.toSorted(), refused.length]).toEqual([known.toSorted(), IDS - known.length]);
    expect(began).toHaveLength(Math.ceil(IDS / SLICE));
    for (const [slice, turn] of began.entries()) if (slice > 0) expect(turn).toBeGreaterThan((began[slice - 1] ?? 0) + 1);
    expect(announced).toEqual([known.length]);
  });
});
