import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Capture } from '@eyepiece/shared-types';
import { describe, expect, it, vi } from 'vitest';
import { Annotations } from '../../../../src/library/annotations/service.ts';
import { Targets } from '../../../../src/library/annotations/targets.ts';
import { RemovalFolder } from '../../../../src/library/store/folder/removal-folder.ts';
import { CaptureRemoval } from '../../../../src/library/captures/removal.ts';
import { openCaptures } from '../../../../src/library/captures/service.ts';
import { HubError } from '../../../../src/errors.ts';
import { AnnotationEntity, AnnotationRevisionEntity } from '../../../../src/persistence/entities/library/annotation.ts';
import { CaptureEntity } from '../../../../src/persistence/entities/library/capture.ts';
import type { HubLock } from '../../../../src/persistence/hub-lock.ts';
import { openDatabase } from '../../../../src/persistence/orm/orm.ts';
import { startDatabaseProxy } from '../../../persistence/database-proxy.ts';
import { describeDatabases } from '../../../persistence/databases.ts';
import { logger, useCaptures } from '../captures-bench.ts';
import { filesBelow } from '../folders-below.ts';
import { FolderStore } from '../../../../src/library/store/folder/folder-store.ts';
import { localPathOf } from '../folders.ts';

describeDatabases('purging captures', (current) => {
  const bench = useCaptures(current);
  const { dataDir, add, countRows: rows } = bench;
  const trashed = async (): Promise<Capture> => bench.service.softDelete((await add()).id);
  const files = (): Promise<string[]> => filesBelow(dataDir());
  const folderOf = async ({ id }: Capture): Promise<string> => dirname(localPathOf(await bench.service.open(id)));
  const asideOf = ({ id }: Capture): string => join(dataDir(), 'captures', '.removing', id);
  /** The state after a crash that follows the first step. */
  const moveAside = async (capture: Capture): Promise<void> => {
    await mkdir(dirname(asideOf(capture)), { recursive: true });
    await rename(await folderOf(capture), asideOf(capture));
  };

  it('removes all files of captures in the trash, and none of other captures', async () => {
    const [kept, gone] = [await add(), await trashed()];
    await bench.service.thumbnail(gone.id, 'small');
    await bench.service.thumbnail(kept.id, 'large');
    const announced: string[] = [];
    bench.service.on('purged', (removed) => announced.push(...removed.map(({ id }) => id)));
    expect(await bench.service.purge([kept.id, gone.id, 'nonsense'])).toEqual([
      { id: gone.id, cameraId: gone.cameraId, sessionId: null, sizeBytes: gone.sizeBytes },
    ]);
    expect(announced).toEqual([gone.id]);
    expect(await rows()).toBe(1);
    await expect.poll(async () => (await files()).filter((path) => path.includes(gone.id))).toEqual([]);
    expect(await readFile(localPathOf(await bench.service.open(kept.id)))).toEqual(bench.picture);
    await expect(bench.service.get(gone.id)).rejects.toMatchObject({ code: 'capture_not_found' });
    expect(await bench.service.purge([gone.id])).toEqual([]);
  });

  it('removes the annotations of the capture', async () => {
    const { database } = current();
    const annotations = new Annotations({ database, targets: new Targets({ database, cameras: { get: () => undefined } }) });
    const [kept, gone] = [await add(), await trashed()];
    const shape = { kind: 'text', at: { x: 1, y: 2 }, text: 'here' } as const;
    const author = { userId: randomUUID(), name: 'Ana', role: 'contributor' } as const;
    for (const { id: captureId } of [kept, gone]) {
      await annotations.put({ id: randomUUID(), target: { kind: 'capture', captureId }, shape }, author);
    }
    await bench.service.purge([gone.id]);
    const left = await database.use(async (em) => [await em.find(AnnotationEntity, {}), await em.count(AnnotationRevisionEntity)] as const);
    expect([left[0].map(({ captureId }) => captureId), left[1]]).toEqual([[kept.id], 1]);
  });

  it('removes the row of a capture without files', async () => {
    const gone = await trashed();
    await rename(await folderOf(gone), join(dataDir(), 'elsewhere'));
    expect(await bench.service.purge([gone.id])).toHaveLength(1);
    expect(await rows()).toBe(0);
  });

  it.each(['with its row', 'without its row'])('completes a removal interrupted by a crash, %s', async (when) => {
    const gone = await trashed();
    await moveAside(gone);
    if (when === 'without its row') await current().database.use((em) => em.nativeDelete(CaptureEntity, { id: gone.id }));
    expect(await bench.service.settleRemovals()).toHaveLength(when === 'with its row' ? 1 : 0);
    // A thumbnail in progress is deleted by the task that makes it.
    await expect.poll(async () => [await files(), await rows()]).toEqual([[], 0]);
  });

  it('announces the captures removed before the database went away', async () => {
    const two = [await trashed(), await trashed()];
    for (const capture of two) await moveAside(capture);
    const announced: string[] = [];
    bench.service.on('purged', (removed) => announced.push(...removed.map(({ id }) => id)));
    const { database } = current();
    const transaction = database.transaction.bind(database);
    const away = new HubError('database_unavailable', 'gone');
    const spy = vi.spyOn(database, 'transaction').mockImplementationOnce(transaction).mockRejectedValue(away);
    try {
      await expect(bench.service.settleRemovals()).rejects.toBe(away);
      expect([announced.length, await rows()]).toEqual([1, 1]);
      await expect(bench.service.purge([])).rejects.toBe(away);
      expect(announced).toHaveLength(1);
    } finally {
      spy.mockRestore();
    }
    await bench.service.settleRemovals();
    expect(announced.sort()).toEqual(two.map(({ id }) => id).sort());
  });

  it.each(['purge', 'settleRemovals'] as const)('announces what %s removed when the answer to the commit was lost', async (removal) => {
    const [gone, without] = [await trashed(), await trashed()];
    await rename(await folderOf(without), join(dataDir(), 'elsewhere'));
    if (removal === 'settleRemovals') await moveAside(gone);
    const expected = removal === 'purge' ? [gone.id, without.id] : [gone.id];
    const announced: string[] = [];
    bench.service.on('purged', (removed) => announced.push(...removed.map(({ id }) => id)));
    const { database } = current();
    const transaction = database.transaction.bind(database);
    const spy = vi.spyOn(database, 'transaction').mockImplementationOnce(async (work) => {
      await transaction(work);
      throw new HubError('database_unavailable', 'the connection broke');
    });
    try {
      const cut = removal === 'purge' ? bench.service.purge(expected) : bench.service.settleRemovals();
      await expect(cut).rejects.toMatchObject({ code: 'database_unavailable' });
    } finally {
      spy.mockRestore();
    }
    expect(announced).toEqual([]);
    await bench.service.settleRemovals();
    await bench.service.settleRemovals();
    expect(announced.sort()).toEqual(expected.sort());
  });

  it('keeps a restored capture after its removal was rolled back without an answer', async () => {
    const { id } = await trashed();
    const path = localPathOf(await bench.service.open(id));
    const spy = vi.spyOn(current().database, 'transaction').mockRejectedValueOnce(new HubError('database_unavailable', 'gone'));
    await expect(bench.service.purge([id])).rejects.toMatchObject({ code: 'database_unavailable' });
    spy.mockRestore();
    await current().database.use((em) => em.nativeUpdate(CaptureEntity, { id }, { deletedAt: null }));
    expect(await bench.service.settleRemovals()).toEqual([]);
    expect(await readFile(path)).toEqual(bench.picture);
  });

  it('puts back the files of a capture that was restored before its removal was completed', async () => {
    const { id } = await trashed();
    const path = localPathOf(await bench.service.open(id));
    await moveAside(await bench.service.restore(id));
    expect(await bench.service.settleRemovals()).toEqual([]);
    expect(await readFile(path)).toEqual(bench.picture);
    expect(await filesBelow(join(dataDir(), 'captures', '.removing'))).toEqual([]);
  });

  it('removes nothing when a folder cannot be moved', async () => {
    const gone = await trashed();
    await writeFile(join(dataDir(), 'captures', '.removing'), 'in the way');
    await expect(bench.service.purge([gone.id])).rejects.toThrow();
    expect(await readFile(localPathOf(await bench.service.open(gone.id)))).toEqual(bench.picture);
  });

  describe('when the file system fails', () => {
    const removal = (folder: Partial<RemovalFolder>, lock?: HubLock): CaptureRemoval => {
      const real = new RemovalFolder(join(dataDir(), 'captures'));
      const broken = Object.assign(Object.create(real) as RemovalFolder, {
        take: real.take.bind(real),
        putBack: real.putBack.bind(real),
        discard: real.discard.bind(real),
        ids: real.ids.bind(real),
        ...folder,
      });
      const thumbnails = { forget: () => Promise.resolve() };
      return new CaptureRemoval({ database: current().database, folder: broken, thumbnails, logger, lock });
    };

    it('keeps a capture if its folder cannot be moved, and removes the others', async () => {
      const [stuck, gone] = [await trashed(), await trashed()];
      const real = new RemovalFolder(join(dataDir(), 'captures'));
      const take = (id: string, path: string) => (id === stuck.id ? Promise.reject(new Error('EBUSY')) : real.take(id, path));
      const result = await removal({ take }).remove({ ids: [stuck.id, gone.id] });
      expect([result.removed.map(({ id }) => id), result.failed]).toEqual([[gone.id], [stuck.id]]);
      expect(await readFile(localPathOf(await bench.service.open(stuck.id)))).toEqual(bench.picture);
      expect(await rows()).toBe(1);
    });

    it('counts a capture as removed once its row is deleted, and deletes the files later', async () => {
      const gone = await trashed();
      const discard = (): Promise<void> => Promise.reject(new Error('EBUSY'));
      expect((await removal({ discard }).remove({ ids: [gone.id] })).removed).toHaveLength(1);
      expect(await filesBelow(join(dataDir(), 'captures', '.removing'))).not.toEqual([]);
      expect(await bench.service.settleRemovals()).toEqual([]);
      expect(await files()).toEqual([]);
      expect(await rows()).toBe(0);
    });

    it('leaves the files to the next removal when the lock is lost: another hub may have decided meanwhile', async () => {
      const gone = await trashed();
      const real = new RemovalFolder(join(dataDir(), 'captures'));
      const held = { held: true };
      const take = async (id: string, path: string): Promise<void> => {
        await real.take(id, path);
        held.held = false;
      };
      const putBack = vi.fn();
      await removal({ take, putBack }, { run: (work) => work(held) }).remove({ ids: [gone.id] });
      expect(putBack).not.toHaveBeenCalled();
      expect(await filesBelow(join(dataDir(), 'captures', '.removing'))).not.toEqual([]);
      await bench.service.settleRemovals();
      expect([await files(), await rows()]).toEqual([[], 0]);
    });

    it('keeps a capture that was restored and moved to the trash again since it was listed', async () => {
      const [again, gone] = [await trashed(), await trashed()];
      const listed = new Date();
      await bench.service.restore(again.id);
      // Its time in the trash begins anew.
      await vi.waitUntil(() => Date.now() > listed.getTime());
      await bench.service.softDelete(again.id);
      const removed = await bench.service.purge([again.id, gone.id], listed);
      expect(removed.map(({ id }) => id)).toEqual([gone.id]);
      expect(await readFile(localPathOf(await bench.service.open(again.id)))).toEqual(bench.picture);
    });

    it('continues with other removals when one cannot be completed', async () => {
      const [stuck, gone] = [await trashed(), await trashed()];
      await moveAside(await bench.service.restore(stuck.id));
      const putBack = (): Promise<void> => Promise.reject(new Error('EBUSY'));
      expect((await removal({ putBack }).remove({ ids: [gone.id] })).removed.map(({ id }) => id)).toEqual([gone.id]);
      expect(await bench.service.settleRemovals()).toEqual([]);
      expect(await readFile(localPathOf(await bench.service.open(stuck.id)))).toEqual(bench.picture);
    });
  });

  it('keeps files that were moved aside until the database is back', async () => {
    const gone = await trashed();
    const proxy = await startDatabaseProxy(current().url);
    const database = await openDatabase({ url: proxy.url, logger });
    const service = await openCaptures({ database, logger, files: new FolderStore({ root: dataDir() }), maxBytes: 1e6, reserveBytes: 0 });
    try {
      await proxy.cut();
      await expect(service.purge([gone.id])).rejects.toMatchObject({ code: 'database_unavailable' });
      await moveAside(gone);
      await expect(service.settleRemovals()).rejects.toMatchObject({ code: 'database_unavailable' });
      await proxy.mend();
      expect(await service.settleRemovals()).toHaveLength(1);
      await expect.poll(async () => [await files(), await rows()]).toEqual([[], 0]);
    } finally {
      await service.close();
      await database.close();
      await proxy.close();
    }
  });
});
