/** Captures that were removed for good, and are uploaded again by a camera service that got no answer. */
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { storageRulesSchema, type CaptureMetadata } from '@eyepiece/shared-types';
import { expect, it, onTestFinished } from 'vitest';
import { fsck } from '../../../../maintenance/fsck/check-library.ts';
import { openCaptures, type CaptureService } from '../../../../src/library/captures/service.ts';
import { FolderStore } from '../../../../src/library/store/folder/folder-store.ts';
import { CaptureEntity, RemovedCaptureEntity } from '../../../../src/persistence/entities/library/capture.ts';
import { Housekeeping } from '../../../../src/library/retention/housekeeping.ts';
import { RetentionPlans } from '../../../../src/library/retention/plans.ts';
import { Retention } from '../../../../src/library/retention/retention.ts';
import { StoredRules } from '../../../../src/library/retention/rules.ts';
import { describeDatabases } from '../../../persistence/databases.ts';
import { logger, useCaptures } from '../captures-bench.ts';
import { filesBelow } from '../folders-below.ts';
import { localPathOf } from '../folders.ts';
import { metadataOf } from '../images.ts';

const SOON = { timeout: 60_000 };
const DAY_MS = 86_400_000;
const REMOVED = { created: false, removed: true };

describeDatabases('an upload of a removed capture', (current) => {
  const bench = useCaptures(current);
  const { dataDir, ingest, countRows } = bench;
  const trash = async (metadata: CaptureMetadata): Promise<void> => {
    await bench.service.patch(metadata.id, { notes: 'wet' });
    await bench.service.softDelete(metadata.id);
  };
  const remove = async (metadata: CaptureMetadata): Promise<void> => {
    await trash(metadata);
    expect(await bench.service.purge([metadata.id])).toHaveLength(1);
  };
  const removed = async (): Promise<CaptureMetadata> => {
    const metadata = metadataOf(bench.picture);
    await ingest(metadata);
    await remove(metadata);
    return metadata;
  };
  const records = (): Promise<number> => current().database.use((em) => em.count(RemovedCaptureEntity));
  /** A thumbnail in progress is deleted by the task that makes it. */
  const expectNothingLeft = async (): Promise<void> => {
    await expect.poll(async () => [await filesBelow(dataDir()), await countRows()], SOON).toEqual([[], 0]);
  };
  /** An upload that has begun. `end` sends the bytes. */
  const begin = (metadata: CaptureMetadata, hub: CaptureService = bench.service, bytes = bench.picture) => {
    const reading = Promise.withResolvers<undefined>();
    const stream = new Readable({ read: () => reading.resolve(undefined) });
    const answer = hub.ingest(metadata, stream, metadata.sha256);
    const end = (): ReturnType<CaptureService['ingest']> => {
      stream.push(bytes);
      stream.push(null);
      return answer;
    };
    return { reading: Promise.race([reading.promise, answer]), end };
  };
  const anotherHub = async (): Promise<CaptureService> => {
    const files = new FolderStore({ root: dataDir(), hubId: 'other' });
    const hub = await openCaptures({ database: current().database, logger, files, maxBytes: 1e6, reserveBytes: 0 });
    onTestFinished(() => hub.close());
    return hub;
  };

  it('does not bring it back, at any hub and however often', async () => {
    const metadata = await removed();
    const announced: unknown[] = [];
    bench.service.on('created', (capture) => announced.push(capture));
    const other = await anotherHub();
    for (const hub of [bench.service, other, bench.service]) expect(await ingest(metadata, bench.picture, hub)).toEqual(REMOVED);
    expect(await bench.service.takePreview(metadata.id, bench.picture)).toEqual(REMOVED);
    expect(announced).toEqual([]);
    await expectNothingLeft();
  });

  it('is refused with other bytes: the camera service sets them aside', async () => {
    const { id } = await removed();
    await expect(ingest(metadataOf(bench.other, { id }), bench.other)).rejects.toMatchObject({ code: 'conflict' });
    await expectNothingLeft();
  });

  it('is refused with other bytes also when it had begun before the removal', async () => {
    const metadata = metadataOf(bench.picture);
    const rival = metadataOf(bench.other, { id: metadata.id });
    const late = begin(rival, bench.service, bench.other);
    await late.reading;
    await ingest(metadata);
    await remove(metadata);
    await expect(late.end()).rejects.toMatchObject({ code: 'conflict' });
    await expectNothingLeft();
  });

  it('does not bring it back when the hub has just ordered it', async () => {
    const metadata = await removed();
    const order = new AbortController();
    const expected = bench.service.expect(metadata.id, order.signal);
    expect(await ingest(metadata)).toEqual(REMOVED);
    order.abort(new Error('the end'));
    await expect(expected).rejects.toThrow('the end');
    await expectNothingLeft();
  });

  it.each(['this hub', 'another hub'])('does not bring it back when it had begun before the removal, at %s', async (where) => {
    const metadata = metadataOf(bench.picture);
    const late = begin(metadata, where === 'this hub' ? bench.service : await anotherHub());
    await late.reading;
    await ingest(metadata);
    await remove(metadata);
    expect(await late.end()).toEqual(REMOVED);
    await expectNothingLeft();
  });

  it('does not bring it back when it restored the missing file during the removal', async () => {
    const metadata = metadataOf(bench.picture);
    await ingest(metadata);
    await rm(localPathOf(await bench.service.open(metadata.id)));
    const late = begin(metadata);
    await late.reading;
    await remove(metadata);
    expect(await late.end()).toEqual(REMOVED);
    await expectNothingLeft();
  });

  it('deletes the files that a crash has left between files and row', async () => {
    const metadata = metadataOf(bench.picture);
    await ingest(metadata);
    const folder = dirname(localPathOf(await bench.service.open(metadata.id)));
    const kept = await mkdtemp(join(tmpdir(), 'eyepiece-removed-'));
    onTestFinished(() => rm(kept, { recursive: true }));
    await cp(folder, join(kept, 'copy'), { recursive: true });
    await remove(metadata);
    await rename(join(kept, 'copy'), folder);
    expect(await ingest(metadata)).toEqual(REMOVED);
    await expectNothingLeft();
  });

  it('does not bring back captures that rules have moved to the trash, and housekeeping has removed', async () => {
    const metadata = metadataOf(bench.picture);
    await ingest(metadata);
    const { database } = current();
    const rules = await StoredRules.open(database);
    await rules.replace(storageRulesSchema.parse({ automatic: true, trashDays: 1, retention: [{ name: 'all', olderThanDays: 1 }] }));
    const later = (): number => Date.now() + 10 * DAY_MS;
    const retention = new Retention({ rules, plans: new RetentionPlans(database, later), trash: bench.service });
    const files = new FolderStore({ root: dataDir() });
    const record = (): Promise<void> => Promise.resolve();
    const parts = { database, captures: bench.service, files, rules, retention, logger, record };
    const housekeeping = new Housekeeping({ ...parts, now: later });
    onTestFinished(() => housekeeping.close());
    await housekeeping.run();
    expect(await ingest(metadata)).toEqual(REMOVED);
    await expectNothingLeft();
  });

  it('comes back once the record is gone, and is then recorded again', async () => {
    const metadata = await removed();
    await current().database.use((em) => em.nativeDelete(RemovedCaptureEntity, {}));
    expect(await ingest(metadata)).toMatchObject({ created: true });
    await remove(metadata);
    expect([await ingest(metadata), await records()]).toEqual([REMOVED, 1]);
  });

  it('a removal that a crash interrupted is recorded when it is completed', async () => {
    const metadata = metadataOf(bench.picture);
    await ingest(metadata);
    const aside = join(dataDir(), 'captures', '.removing', metadata.id);
    const folder = dirname(localPathOf(await bench.service.open(metadata.id)));
    await trash(metadata);
    await cp(folder, aside, { recursive: true });
    await rm(folder, { recursive: true });
    expect(await bench.service.settleRemovals()).toHaveLength(1);
    expect(await ingest(metadata)).toEqual(REMOVED);
    await expectNothingLeft();
  });

  it('nothing is recorded while a capture is in the trash, or when its removal is rolled back', async () => {
    const metadata = metadataOf(bench.picture);
    await ingest(metadata);
    await trash(metadata);
    expect(await ingest(metadata)).toMatchObject({ created: false, capture: { id: metadata.id } });
    await bench.service.restore(metadata.id);
    expect(await bench.service.purge([metadata.id])).toEqual([]);
    expect(await records()).toBe(0);
    expect(await bench.service.get(metadata.id)).toMatchObject({ notes: 'wet', deletedAt: null });
  });

  it('the database refuses the row, whatever inserts it', async () => {
    const metadata = metadataOf(bench.picture);
    await ingest(metadata);
    const row = await current().database.use((em) => em.findOneOrFail(CaptureEntity, { id: metadata.id }));
    await remove(metadata);
    await expect(current().database.use((em) => em.insert(CaptureEntity, row))).rejects.toThrow(`capture ${metadata.id} was removed`);
    expect(await countRows()).toBe(0);
  });

  it('fsck names a copy from a backup as removed, and brings it back with --repair', async () => {
    const metadata = metadataOf(bench.picture);
    await ingest(metadata);
    await bench.service.patch(metadata.id, { notes: 'wet' });
    for (const size of ['small', 'large'] as const) await bench.service.thumbnail(metadata.id, size);
    const folder = dirname(localPathOf(await bench.service.open(metadata.id)));
    const backup = await mkdtemp(join(tmpdir(), 'eyepiece-removed-'));
    onTestFinished(() => rm(backup, { recursive: true }));
    await cp(folder, join(backup, 'copy'), { recursive: true });
    await remove(metadata);
    await cp(join(backup, 'copy'), folder, { recursive: true });
    const check = async (repair: boolean): Promise<unknown[]> => {
      const findings: unknown[] = [];
      const files = new FolderStore({ root: dataDir() });
      const onFinding = (finding: unknown): number => findings.push(finding);
      await fsck({ database: current().database, logger, files, repair, digests: true, onFinding });
      return findings;
    };
    const finding = { kind: 'file_without_row', message: expect.stringMatching(/^no row: it was removed at 20.+Z$/) as string };
    expect(await check(false)).toEqual([expect.objectContaining(finding)]);
    expect(await records()).toBe(1);
    expect(await check(true)).toEqual([expect.objectContaining({ ...finding, repaired: 'adopted, row created from its sidecar' })]);
    expect([await check(false), await records()]).toEqual([[], 0]);
    expect(await bench.service.get(metadata.id)).toMatchObject({ notes: 'wet', deletedAt: null });
  });
});
