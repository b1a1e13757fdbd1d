import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TAGS_MAX, type Capture } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openCaptures, type CaptureService } from '../../../../src/library/captures/service.ts';
import { HubError } from '../../../../src/errors.ts';
import type { Database } from '../../../../src/persistence/orm/orm.ts';
import { describeDatabases } from '../../../persistence/databases.ts';
import { logger, useCaptures } from '../captures-bench.ts';
import { jpeg } from '../images.ts';
import { FolderStore } from '../../../../src/library/store/folder/folder-store.ts';
import { localPathOf } from '../folders.ts';

describeDatabases('captures', (current) => {
  const bench = useCaptures(current);
  const { add, labels } = bench;

  it('updates row and sidecar, and announces the change', async () => {
    const { id } = await add({ label: 'old', notes: 'old', tags: ['old'] });
    const updated = once(bench.service, 'updated');
    const capture = await bench.service.patch(id, { label: '', tags: ['a', 'b', 'a'], rating: 5 });
    expect(await updated).toEqual([capture]);
    expect(capture).toMatchObject({ notes: 'old', tags: ['a', 'b'], rating: 5 });
    expect(capture).not.toHaveProperty('label');
    expect(await bench.service.get(id)).toEqual(capture);
    const path = localPathOf(await bench.service.open(id));
    const sidecar = JSON.parse(await readFile(`${path}.json`, 'utf8')) as Capture;
    expect(sidecar).toMatchObject({ notes: 'old', tags: ['a', 'b'], rating: 5 });
    expect(sidecar).not.toHaveProperty('label');
  });

  it('keeps all of several simultaneous changes', async () => {
    const { id } = await add();
    await Promise.all([
      bench.service.patch(id, { label: 'a' }),
      bench.service.patch(id, { notes: 'b' }),
      bench.service.patch(id, { rating: 3 }),
    ]);
    const capture = await bench.service.get(id);
    expect(capture).toMatchObject({ label: 'a', notes: 'b', rating: 3 });
    const path = localPathOf(await bench.service.open(id));
    expect(JSON.parse(await readFile(`${path}.json`, 'utf8'))).toMatchObject({ label: 'a', notes: 'b', rating: 3 });
  });

  it('keeps all tags that are added and removed at once, up to the limit', async () => {
    const { id } = await add({ tags: ['old', 'kept'] });
    await Promise.all([
      bench.service.patch(id, { addTags: ['a'] }),
      bench.service.patch(id, { addTags: ['b', 'kept'], removeTags: ['old'] }),
      bench.service.patch(id, { addTags: ['c'], removeTags: ['never there'] }),
    ]);
    expect((await bench.service.get(id)).tags.sort()).toEqual(['a', 'b', 'c', 'kept']);
    const many = Array.from({ length: TAGS_MAX }, (_, n) => `t${String(n)}`);
    await expect(bench.service.patch(id, { addTags: many })).rejects.toMatchObject({ code: 'conflict' });
    expect((await bench.service.patch(id, { tags: many, addTags: ['a'], removeTags: ['t0'] })).tags).toEqual([...many.slice(1), 'a']);
  });

  it('changes nothing when the sidecar cannot be written', async () => {
    const { id } = await add({ label: 'old' });
    const incoming = join(bench.dataDir(), 'captures', '.incoming');
    await rm(incoming, { recursive: true });
    await writeFile(incoming, 'in the way');
    await expect(bench.service.patch(id, { label: 'new' })).rejects.toThrow();
    expect(await bench.service.get(id)).toMatchObject({ label: 'old' });
  });

  it('edits, trashes and restores a capture without files', async () => {
    const { id } = await add({ label: 'old' });
    await rm(dirname(localPathOf(await bench.service.open(id))), { recursive: true });
    expect(await bench.service.patch(id, { label: 'new' })).toMatchObject({ label: 'new' });
    expect((await bench.service.softDelete(id)).deletedAt).not.toBeNull();
    expect(await bench.service.restore(id)).toMatchObject({ label: 'new', deletedAt: null });
  });

  it('writes the newest sidecar when single and bulk edits alternate', async () => {
    const { id } = await add();
    const rate = (rating: number) => bench.service.changeAll({ ids: [id], change: { kind: 'rate', rating } }, undefined, () => undefined);
    await Promise.all([1, 2, 3].flatMap((n) => [bench.service.patch(id, { label: `label ${n}` }), rate(n)]));
    await bench.service.repairSidecars();
    const { label, rating } = await bench.service.get(id);
    const path = localPathOf(await bench.service.open(id));
    expect(JSON.parse(await readFile(`${path}.json`, 'utf8'))).toMatchObject({ label, rating });
    expect(await readdir(join(bench.dataDir(), 'captures', '.incoming'))).toEqual([]);
  });

  describe('in bulk, when the database fails half-way', () => {
    /** Existing captures; the missing ids between them put them into different batches. */
    const [first, last] = ['00000000-0000-4000-8000-000000000000', 'ffffffff-ffff-4fff-bfff-ffffffffffff'];
    const between = Array.from({ length: 100 }, (_, n) => `77777777-7777-4777-8777-${String(n).padStart(12, '0')}`);
    const ids = [first, ...between, last];

    /** Runs with a service that loses its database after the first transaction. */
    async function failing(run: (service: CaptureService) => Promise<void>): Promise<void> {
      const { database } = current();
      let transactions = 0;
      const away = (): Promise<never> => Promise.reject(new HubError('database_unavailable', 'away'));
      const broken: Pick<Database, 'use' | 'transaction'> = {
        use: (work) => database.use(work),
        transaction: (work) => ((transactions += 1) > 1 ? away() : database.transaction(work)),
      };
      const options = { logger, files: new FolderStore({ root: bench.dataDir() }), maxBytes: 1e6, reserveBytes: 0 };
      const service = await openCaptures({ database: broken as Database, ...options });
      try {
        await run(service);
      } finally {
        await service.close();
      }
    }

    it('announces the changed captures, and writes their sidecars', async () => {
      for (const id of [first, last]) await add({ id });
      await failing(async (service) => {
        const updated: [string, number][] = [];
        service.on('updated', ({ id, rating }) => updated.push([id, rating]));
        const change = service.changeAll({ ids, change: { kind: 'rate', rating: 3 } }, undefined, () => undefined);
        await expect(change).rejects.toMatchObject({ code: 'database_unavailable' });
        expect(updated).toEqual([[first, 3]]);
        const sidecar = `${localPathOf(await service.open(first))}.json`;
        await expect.poll(async () => JSON.parse(await readFile(sidecar, 'utf8')) as unknown).toMatchObject({ rating: 3 });
      });
    });

    it('announces the purged captures', async () => {
      for (const id of [first, last]) {
        await add({ id });
        await bench.service.softDelete(id);
      }
      await failing(async (service) => {
        const purged: string[] = [];
        service.on('purged', (gone) => purged.push(...gone.map(({ id }) => id)));
        await expect(service.purge(ids)).rejects.toMatchObject({ code: 'database_unavailable' });
        expect(purged).toEqual([first]);
      });
    });
  });

  it('moves it to the trash and restores it', async () => {
    const { id } = await add({ label: 'a' });
    const deleted = once(bench.service, 'deleted');
    const { deletedAt } = await bench.service.softDelete(id);
    expect(await deleted).toEqual([{ id, cameraId: 'stage-1', sessionId: null, deletedAt }]);
    expect((await bench.service.softDelete(id)).deletedAt).toBe(deletedAt);
    expect([await labels(), await labels({ deleted: 'true' })]).toEqual([[], ['a']]);
    expect((await bench.service.open(id)).sizeBytes).toBe(bench.picture.length);
    expect(await bench.service.restore(id)).toMatchObject({ deletedAt: null });
    expect([await labels(), await labels({ deleted: 'true' })]).toEqual([['a'], []]);
  });

  it.each([randomUUID(), 'not-an-id', '../../etc/passwd'])('answers that capture %s does not exist', async (id) => {
    const missing = { code: 'capture_not_found', status: 404 };
    await expect(bench.service.get(id)).rejects.toMatchObject(missing);
    await expect(bench.service.open(id)).rejects.toMatchObject(missing);
    await expect(bench.service.thumbnail(id, 'small')).rejects.toMatchObject(missing);
    await expect(bench.service.patch(id, { rating: 1 })).rejects.toMatchObject(missing);
    await expect(bench.service.softDelete(id)).rejects.toMatchObject(missing);
    await expect(bench.service.restore(id)).rejects.toMatchObject(missing);
  });

  it('makes thumbnails despite a damaged master of another capture', async () => {
    const whole = await add();
    const damaged = (await jpeg(640, 480)).subarray(0, 1500);
    const broken = await add({ width: 640, height: 480 }, damaged);
    await expect(bench.service.thumbnail(broken.id, 'small')).rejects.toMatchObject({ code: 'image_rejected' });
    const path = localPathOf(await bench.service.thumbnail(whole.id, 'small'));
    expect(await sharp(path).metadata()).toMatchObject({ format: 'webp', width: 64 });
    expect((await bench.service.open(broken.id)).sizeBytes).toBe(damaged.length);
  });
});
