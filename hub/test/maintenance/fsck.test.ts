import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Capture, CaptureMetadataInput } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { recentWithoutRows } from '../../src/library/captures/files/files-without-rows.ts';
import { lineOf, type Finding } from '../../maintenance/fsck/finding.ts';
import { fsck } from '../../maintenance/fsck/check-library.ts';
import { CaptureEntity } from '../../src/persistence/entities/library/capture.ts';
import { logger, useCaptures } from '../library/captures/captures-bench.ts';
import { filesBelow } from '../library/captures/folders-below.ts';
import { metadataOf, streamOf } from '../library/captures/images.ts';
import { describeDatabases } from '../persistence/databases.ts';
import { FolderStore } from '../../src/library/store/folder/folder-store.ts';
import { localPathOf } from '../library/captures/folders.ts';

describeDatabases('fsck', (current) => {
  const bench = useCaptures(current);
  const { dataDir, countRows: rows } = bench;

  const add = async (changes: Partial<CaptureMetadataInput> = {}): Promise<Capture & { path: string }> => {
    const capture = await bench.add(changes);
    // No thumbnail may be in progress while the test lists files.
    for (const size of ['small', 'large'] as const) await rm(localPathOf(await bench.service.thumbnail(capture.id, size)));
    return { ...capture, path: localPathOf(await bench.service.open(capture.id)) };
  };
  const deleteRow = ({ id }: Capture): Promise<unknown> => current().database.use((em) => em.nativeDelete(CaptureEntity, { id }));
  const run = async (options: { repair?: boolean; digests?: boolean } = {}): Promise<Finding[]> => {
    const findings: Finding[] = [];
    const { repair = false, digests = false } = options;
    const onFinding = (finding: Finding): number => findings.push(finding);
    const result = await fsck({
      database: current().database,
      logger,
      files: new FolderStore({ root: dataDir() }),
      repair,
      digests,
      onFinding,
    });
    expect(result).toMatchObject({ found: findings.length, repaired: findings.filter(({ repaired }) => repaired !== undefined).length });
    return findings;
  };
  const kinds = async (options = {}): Promise<string[]> => (await run(options)).map(({ kind }) => kind);
  /** Expects one finding that a check leaves unchanged and a repair removes. */
  const expectRepairable = async (kind: string): Promise<Finding | undefined> => {
    const before = await filesBelow(dataDir());
    expect(await kinds()).toEqual([kind]);
    expect(await filesBelow(dataDir())).toEqual(before);
    const [repaired] = await run({ repair: true });
    expect(repaired).toMatchObject({ kind, repaired: expect.any(String) as string });
    expect(await run({ digests: true })).toEqual([]);
    return repaired;
  };
  const expectReportedOnly = async (kind: string, options = {}): Promise<void> => {
    expect(await kinds(options)).toEqual([kind]);
    expect(await run({ ...options, repair: true })).toEqual([expect.not.objectContaining({ repaired: expect.anything() as unknown })]);
  };

  it('finds nothing in an intact library with trash, thumbnails, previews and edits', async () => {
    const [one, other] = [await add({ label: 'ä', notes: 'n' }), await add({ cameraId: 'other' })];
    await bench.service.patch(one.id, { rating: 4, tags: ['a'] });
    await bench.service.softDelete(other.id);
    await bench.service.thumbnail(one.id, 'small');
    const result = await fsck({
      database: current().database,
      logger,
      files: new FolderStore({ root: dataDir() }),
      repair: true,
      digests: true,
      onFinding: () => undefined,
    });
    expect(result).toEqual({ rows: 2, folders: 2, found: 0, repaired: 0 });
  });

  it('adopts a file without a row, with label, notes, tags and rating', async () => {
    const lost = await add({ label: 'first', notes: 'wet' });
    await bench.service.patch(lost.id, { rating: 3, tags: ['root'], label: 'second' });
    const before = await bench.service.get(lost.id);
    await bench.service.thumbnail(lost.id, 'small');
    await deleteRow(lost);
    const finding = await expectRepairable('file_without_row');
    expect(finding).toMatchObject({ repaired: 'adopted, row created from its sidecar' });
    expect(await bench.service.get(lost.id)).toEqual(before);
  });

  it('adopts a file under another name when a capture has its name by now', async () => {
    const named = { nameTemplate: '{label}.{ext}', label: 'onion' };
    const lost = await add(named);
    await deleteRow(lost);
    expect(await add(named)).toMatchObject({ name: 'onion.jpg' });
    const finding = await expectRepairable('file_without_row');
    expect(finding).toMatchObject({ repaired: 'adopted as onion_2.jpg, because another capture has its name' });
    expect(await bench.service.get(lost.id)).toMatchObject({ name: 'onion_2.jpg', label: 'onion' });
  });

  it('adopts a trashed file into the trash', async () => {
    const lost = await add();
    await bench.service.softDelete(lost.id);
    await deleteRow(lost);
    await expectRepairable('file_without_row');
    expect((await bench.service.get(lost.id)).deletedAt).not.toBeNull();
  });

  describe('moves a file without a row to lost+found', () => {
    it.each<[string, (path: string) => Promise<unknown>]>([
      ['and without a sidecar', (path) => rm(`${path}.json`)],
      ['with a sidecar that is not JSON', (path) => writeFile(`${path}.json`, '{')],
      ['that is too short', (path) => writeFile(path, 'short')],
      ['with other bytes', async (path) => writeFile(path, Buffer.alloc((await readFile(path)).length))],
    ])('%s', async (_which, damage) => {
      const lost = await add();
      await damage(lost.path);
      await deleteRow(lost);
      const finding = await expectRepairable('file_without_row');
      expect(finding?.repaired).toMatch(/^moved to lost\+found\//);
      expect((await filesBelow(join(dataDir(), 'lost+found'))).some((path) => path.endsWith('Stage_0001.jpg'))).toBe(true);
      expect(await rows()).toBe(0);
    });
  });

  it('moves a second file of a capture to lost+found', async () => {
    const { path, id } = await add();
    const second = join(dirname(dirname(path)), `${id}.0123456789abcdef`);
    await cp(dirname(path), second, { recursive: true });
    await expectRepairable('second_file');
    expect(await readFile(path)).toEqual(bench.picture);
  });

  it.each(['sidecar', 'preview', 'nothing'])('removes a folder with %s but without a master and a row', async (what) => {
    const gone = await add();
    await rm(gone.path);
    if (what !== 'sidecar') await rm(`${gone.path}.json`);
    if (what === 'preview') await writeFile(`${gone.path}.preview.jpg`, bench.picture);
    await deleteRow(gone);
    await expectRepairable('remnant');
  });

  it('reports a capture without a file, and changes nothing', async () => {
    const lost = await add();
    await rm(dirname(lost.path), { recursive: true });
    await expectReportedOnly('row_without_file');
    expect(await rows()).toBe(1);
  });

  it('removes a capture in the trash without a file', async () => {
    const gone = await add();
    await bench.service.thumbnail(gone.id, 'small');
    await bench.service.softDelete(gone.id);
    await rm(gone.path);
    await expectRepairable('trashed_without_file');
    expect([await rows(), await filesBelow(dataDir())]).toEqual([0, []]);
  });

  it('reports a truncated master', async () => {
    await writeFile((await add()).path, 'short');
    await expectReportedOnly('wrong_size');
  });

  it('reports a master with other bytes if it checks digests', async () => {
    const { path } = await add();
    await writeFile(path, Buffer.alloc(bench.picture.length));
    expect(await run()).toEqual([]);
    await expectReportedOnly('wrong_digest', { digests: true });
  });

  it.each<[string, string, (path: string) => Promise<unknown>]>([
    ['sidecar_missing', 'is missing', (path) => rm(`${path}.json`)],
    ['sidecar_stale', 'is damaged', (path) => writeFile(`${path}.json`, '{"label":')],
    [
      'sidecar_stale',
      'is older than its row',
      async (path) => writeFile(`${path}.json`, (await readFile(`${path}.json`, 'utf8')).replace('wet', 'dry')),
    ],
  ])('rewrites a sidecar that %s (%s)', async (kind, _which, damage) => {
    const { path } = await add({ notes: 'wet' });
    const before = await readFile(`${path}.json`, 'utf8');
    await damage(path);
    await expectRepairable(kind);
    expect(JSON.parse(await readFile(`${path}.json`, 'utf8'))).toEqual(JSON.parse(before));
  });

  it('removes half-written files', async () => {
    await writeFile(join(dataDir(), 'captures', '.incoming', 'half.part'), 'half');
    await writeFile(join(dataDir(), 'thumbnails', '.incoming', 'half.part'), 'half');
    expect(await kinds()).toEqual(['temporary', 'temporary']);
    expect(await kinds({ repair: true })).toEqual(['temporary', 'temporary']);
    expect(await run()).toEqual([]);
  });

  it('removes only thumbnails without a capture', async () => {
    const kept = await add();
    const path = localPathOf(await bench.service.thumbnail(kept.id, 'small'));
    await cp(path, join(dirname(path), 'ffffffff-1111-4111-8111-111111111111-small.webp'));
    await expectRepairable('thumbnail_orphaned');
    expect((await readFile(path)).length).toBeGreaterThan(0);
  });

  it('completes an interrupted removal', async () => {
    const gone = await add();
    await bench.service.softDelete(gone.id);
    const aside = join(dataDir(), 'captures', '.removing', gone.id);
    await mkdir(dirname(aside), { recursive: true });
    await rename(dirname(gone.path), aside);
    const [first] = await run();
    expect(first).toMatchObject({ kind: 'removal_unfinished' });
    await run({ repair: true });
    expect(await run()).toEqual([]);
    expect(await rows()).toBe(0);
  });

  it('reports unknown files, and keeps them', async () => {
    const { path } = await add();
    await writeFile(join(dirname(path), 'mine.txt'), '');
    await expectReportedOnly('unknown_file');
  });

  it('lists the newest files without rows at the start, and keeps them for a repeated upload', async () => {
    const [kept, lost] = [await add(), await add()];
    const metadata = metadataOf(bench.picture, { id: lost.id });
    await deleteRow(lost);
    expect(await recentWithoutRows(current().database, new FolderStore({ root: dataDir() }))).toEqual([lost.id]);
    await expect(bench.service.ingest(metadata, streamOf(bench.picture), metadata.sha256)).resolves.toMatchObject({ created: true });
    await bench.service.thumbnail(lost.id, 'large');
    expect(await recentWithoutRows(current().database, new FolderStore({ root: dataDir() }))).toEqual([]);
    expect([await rows(), await run()]).toEqual([2, []]);
    expect((await bench.service.get(kept.id)).id).toBe(kept.id);
  });

  it('prints each finding in one line', async () => {
    await writeFile(join(dataDir(), 'captures', '.incoming', 'half.part'), 'half');
    const [finding] = await run({ repair: true });
    expect(finding && lineOf(finding)).toBe('temporary  captures/.incoming/half.part: partially written → removed');
  });
});
