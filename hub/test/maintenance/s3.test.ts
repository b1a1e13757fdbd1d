/** The maintenance programs over a bucket of a real S3 server. Faults are made in the folder that the server serves. */
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3';
import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { startS3, type RunningS3 } from '@eyepiece/host/programs/s3';
import { captureListQuerySchema, type Capture } from '@eyepiece/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fsck } from '../../maintenance/fsck/check-library.ts';
import type { Finding, FindingKind } from '../../maintenance/fsck/finding.ts';
import { openCaptures, type CaptureService } from '../../src/library/captures/service.ts';
import { storeLocation } from '../../src/library/store/location.ts';
import { openFileStore } from '../../src/library/store/open-store.ts';
import type { FileStore } from '../../src/library/store/file-store.ts';
import { CaptureEntity } from '../../src/persistence/entities/library/capture.ts';
import { openDatabase, type Database } from '../../src/persistence/orm/orm.ts';
import { addCapture, logger } from '../library/captures/captures-bench.ts';
import { filesBelow } from '../library/captures/folders-below.ts';
import { jpeg } from '../library/captures/images.ts';
import { MIGRATED } from '../persistence/templates.ts';
import { environmentOf, ROOT, SKIP_S3, useCredentials } from '../library/store/stores.ts';
import { runProgram, type Place } from './programs.ts';

let server: RunningS3;
let folder: string;
let picture: Buffer;
const opened: TemporaryDatabase[] = [];

/** An opened library. */
interface Library {
  readonly captures: CaptureService;
  readonly database: Database;
  readonly files: FileStore;
}

beforeAll(async () => {
  if (SKIP_S3) return;
  server = await startS3(ROOT);
  useCredentials(server);
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-s3-maintenance-'));
  picture = await jpeg();
});
afterAll(async () => {
  if (SKIP_S3) return;
  for (const database of opened) await database.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** @param prefix of the bucket; undefined for files in the data folder */
async function place(name: string, prefix?: string, template?: typeof MIGRATED): Promise<Place> {
  const database = await createTemporaryDatabase(template);
  opened.push(database);
  const env = prefix === undefined ? {} : environmentOf(server, prefix);
  return { dataDir: join(folder, name), databaseUrl: database.url, env };
}

async function open({ dataDir, databaseUrl, env }: Place): Promise<Library & { close(): Promise<void> }> {
  const database = await openDatabase({ url: databaseUrl, logger });
  const files = await openFileStore({ location: storeLocation(env, dataDir), dataDir });
  const captures = await openCaptures({ database, logger, files, maxBytes: 1e6, reserveBytes: 0 });
  const close = async (): Promise<void> => {
    await captures.close();
    await files.close();
    await database.close();
  };
  return { captures, database, files, close };
}

async function add({ captures, files }: Library, label = 'a'): Promise<Capture> {
  const capture = await addCapture(captures, picture, { label });
  // No thumbnail may be in progress while files are compared.
  for (const size of ['small', 'large'] as const) await captures.thumbnail(capture.id, size);
  await files.removeFolder('thumbnails');
  return capture;
}

describe.skipIf(SKIP_S3)('backup and restore', () => {
  it('move a library from a bucket to a folder, and from there to a bucket, with every file', { timeout: 240_000 }, async () => {
    const source = await place('source', 'source');
    const library = await open(source);
    const [edited, thrown, gone] = [await add(library), await add(library, 'b'), await add(library, 'c')];
    const listing = async ({ captures }: Library): Promise<Capture[]> =>
      (await Promise.all(['false', 'true'].map((deleted) => captures.list(captureListQuerySchema.parse({ deleted }))))).flatMap(
        (page) => page.captures,
      );
    const first = join(folder, 'backup');
    expect((await runProgram('backup', [first], source)).output).toMatch(/ 6 files copied/);
    await library.captures.patch(edited.id, { rating: 5 });
    for (const { id } of [thrown, gone]) await library.captures.softDelete(id);
    await library.captures.purge([gone.id]);
    // Two sidecars have changed. The backup keeps the capture that was removed.
    expect((await runProgram('backup', [first], source)).output).toMatch(/ 2 files copied \(\d+ bytes\), 2 already copied/);
    const before = await listing(library);
    await library.close();

    let from = first;
    for (const [name, prefix] of [
      ['in-a-folder', undefined],
      ['in-a-bucket', 'restored'],
    ] as const) {
      const target = await place(name, prefix);
      expect(await runProgram('restore', [from], target)).toMatchObject({ status: 0 });
      const checked = await runProgram('fsck', ['--digests'], target);
      expect(checked).toMatchObject({ status: 0, output: expect.stringMatching(/: 2 captures, 2 folders: clean\n$/) as string });
      const restored = await open(target);
      expect(await listing(restored)).toEqual(before);
      await restored.close();
      from = join(folder, `backup-of-${name}`);
      expect((await runProgram('backup', [from], target)).output).toMatch(/ 4 files copied/);
    }
    const again = await runProgram('restore', [first], source);
    expect(again).toMatchObject({
      status: 2,
      output: expect.stringContaining('holds captures: restore into an empty STORE_URL') as string,
    });
  });
});

describe.skipIf(SKIP_S3)('fsck', () => {
  let library: Awaited<ReturnType<typeof open>>;
  let root: string;
  beforeAll(async () => {
    library = await open(await place('fsck', 'fsck', MIGRATED));
    root = join(server.folder, 'fsck');
  });
  afterAll(() => library.close());

  async function findings(repair: boolean): Promise<Finding[]> {
    const found: Finding[] = [];
    const { database, files } = library;
    await fsck({ database, logger, files, repair, digests: true, onFinding: (finding) => found.push(finding) });
    return found;
  }

  const deleteRow = (id: string): Promise<unknown> => library.database.use((em) => em.nativeDelete(CaptureEntity, { id }));

  it.each<[FindingKind, string, RegExp | undefined, (capture: { id: string; path: string }) => Promise<unknown>]>([
    ['row_without_file', 'a lost master', undefined, ({ path }) => rm(path)],
    [
      'trashed_without_file',
      'a lost master in the trash',
      /^removed/,
      async ({ id, path }) => {
        await library.captures.softDelete(id);
        await rm(path);
      },
    ],
    ['file_without_row', 'a lost row', /^adopted/, ({ id }) => deleteRow(id)],
    [
      'file_without_row',
      'a lost row and sidecar',
      /^moved to lost\+found/,
      async ({ id, path }) => {
        await rm(`${path}.json`);
        await deleteRow(id);
      },
    ],
    [
      'second_file',
      'a second master',
      /^moved to lost\+found/,
      ({ id, path }) => cp(dirname(path), join(dirname(dirname(path)), `${id}.0123456789abcdef`), { recursive: true }),
    ],
    [
      'remnant',
      'a sidecar alone',
      /^removed/,
      async ({ id, path }) => {
        await rm(path);
        await deleteRow(id);
      },
    ],
    ['wrong_size', 'a master that is too short', undefined, ({ path }) => writeFile(path, 'short')],
    ['wrong_digest', 'a master with other bytes', undefined, ({ path }) => writeFile(path, Buffer.alloc(picture.length))],
    ['sidecar_missing', 'a lost sidecar', /^written/, ({ path }) => rm(`${path}.json`)],
    ['sidecar_stale', 'a damaged sidecar', /^written/, ({ path }) => writeFile(`${path}.json`, '{"label":')],
    [
      'removal_unfinished',
      'a mark of a removal',
      /^completed/,
      async ({ id, path }) => {
        await library.captures.softDelete(id);
        await library.files.write(`captures/.removing/${id}`, path.slice(join(root, 'captures/').length));
      },
    ],
    [
      'temporary',
      'an unfinished upload',
      /^removed/,
      async () => {
        const client = new S3Client({ region: 'us-east-1', endpoint: server.endpoint, forcePathStyle: true });
        await client.send(new CreateMultipartUploadCommand({ Bucket: server.bucket, Key: 'fsck/captures/cam/half.npy' }));
        client.destroy();
      },
    ],
    [
      'thumbnail_orphaned',
      'a thumbnail without a capture',
      /^removed/,
      () => library.files.write('thumbnails/ff/ffffffff-1111-4111-8111-111111111111-small.webp', 'x'),
    ],
    ['unknown_file', 'a file of somebody else', undefined, ({ path }) => writeFile(join(dirname(path), 'mine.txt'), 'mine')],
  ])('%s: %s', async (kind, _what, repair, damage) => {
    const { id } = await add(library);
    const row = await library.database.use((em) => em.findOneOrFail(CaptureEntity, { id }));
    const path = join(root, 'captures', row.path);
    const whole = join(folder, 'whole', id);
    await mkdir(dirname(whole), { recursive: true });
    await cp(dirname(path), whole, { recursive: true });
    await damage({ id, path });
    const before = await filesBelow(root);
    expect((await findings(false)).map((finding) => finding.kind)).toEqual([kind]);
    expect(await filesBelow(root)).toEqual(before);
    const [repaired] = await findings(true);
    expect(repaired).toMatchObject({ kind });
    if (repair !== undefined) expect(repaired?.repaired).toMatch(repair);
    else {
      expect(repaired?.repaired).toBeUndefined();
      // What fsck leaves to people: here the files are restored.
      await rm(dirname(path), { recursive: true, force: true });
      await rename(whole, dirname(path));
      expect(await readFile(path)).toEqual(picture);
    }
    expect(await findings(false)).toEqual([]);
  });
});
