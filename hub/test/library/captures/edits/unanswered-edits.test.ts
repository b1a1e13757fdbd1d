/** The database goes away after an edit was committed, before its answer arrives. */
import { afterEach, expect, it, vi } from 'vitest';
import { HubError } from '../../../../src/errors.ts';
import { describeDatabases } from '../../../persistence/databases.ts';
import { useCaptures } from '../captures-bench.ts';

describeDatabases('an edit whose commit has no answer', (current) => {
  const bench = useCaptures(current);
  const away = { code: 'database_unavailable' };

  afterEach(() => void vi.restoreAllMocks());

  /** The next transaction is complete but its answer is lost; then the database stays away until `back`. */
  function loseAnswer(): { back: () => void } {
    const { database } = current();
    const transaction = database.transaction.bind(database);
    const gone = new HubError('database_unavailable', 'the connection broke');
    vi.spyOn(database, 'transaction').mockImplementationOnce(async (work) => {
      await transaction(work);
      vi.spyOn(database, 'use').mockRejectedValue(gone);
      throw gone;
    });
    return { back: () => void vi.restoreAllMocks() };
  }

  function events(): string[] {
    const heard: string[] = [];
    bench.service.on('updated', ({ id, label }) => heard.push(`updated ${id} ${label ?? ''}`));
    bench.service.on('deleted', ({ id }) => heard.push(`deleted ${id}`));
    bench.service.on('changedMany', ({ change, captures }) => heard.push(`${change} ${String(captures.length)}`));
    return heard;
  }

  it.each(['patch', 'trash', 'bulk'] as const)('is announced once when the database is back: %s', async (kind) => {
    const [{ id }, other] = [await bench.add({ label: 'old' }), await bench.add()];
    const edits = {
      patch: () => bench.service.patch(id, { label: 'new' }),
      trash: () => bench.service.softDelete(id),
      bulk: () => bench.service.changeAll({ ids: [id, other.id], change: { kind: 'rate', rating: 3 } }, undefined, () => undefined),
    };
    const expected = { patch: `updated ${id} new`, trash: `deleted ${id}`, bulk: 'updated 2' }[kind];
    const heard = events();
    const { back } = loseAnswer();
    await expect(edits[kind]()).rejects.toMatchObject(away);
    await bench.service.repairSidecars();
    expect(heard).toEqual([]);
    back();
    await bench.service.repairSidecars();
    expect(heard).toEqual([expected]);
    await bench.service.repairSidecars();
    expect(heard).toHaveLength(1);
  });

  it('is not announced when it was rolled back', async () => {
    const { id } = await bench.add({ label: 'old' });
    const heard = events();
    const { database } = current();
    const transaction = database.transaction.bind(database);
    const gone = new HubError('database_unavailable', 'the connection broke');
    vi.spyOn(database, 'transaction').mockImplementationOnce((work) =>
      transaction(async (em) => {
        await work(em);
        throw gone;
      }),
    );
    await expect(bench.service.patch(id, { label: 'new' })).rejects.toMatchObject(away);
    await bench.service.repairSidecars();
    expect((await bench.service.get(id)).label).toBe('old');
    expect(heard).toEqual([]);
  });
});
