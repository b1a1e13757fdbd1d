/** The maintenance programs as processes: backup, restore into an empty folder, fsck. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { captureListQuerySchema, type Capture } from '@eyepiece/shared-types';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPglite } from '@eyepiece/host/database/pglite';
import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { openCaptures } from '../../src/library/captures/service.ts';
import { takeInstanceLock } from '@eyepiece/host/data-folder/instance-lock';
import { Audit } from '../../src/people/audit/audit.ts';
import { Leadership } from '../../src/persistence/leadership.ts';
import { openDatabase } from '../../src/persistence/orm/orm.ts';
import { addCapture } from '../library/captures/captures-bench.ts';
import { jpeg, metadataOf, streamOf } from '../library/captures/images.ts';
import { FolderStore } from '../../src/library/store/folder/folder-store.ts';
import { localPathOf } from '../library/captures/folders.ts';
import { runProgram, type Place } from './programs.ts';

const logger = pino({ level: 'silent' });
const picture = await jpeg();

let folder: string;
const databases: TemporaryDatabase[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-backup-'));
});
afterEach(async () => {
  for (const database of databases.splice(0)) await database.close();
  await rm(folder, { recursive: true, force: true });
});

const postgres = async (name: string): Promise<Place> => {
  const database = await createTemporaryDatabase();
  databases.push(database);
  return { dataDir: join(folder, name), databaseUrl: database.url, env: {} };
};
const pglite = (name: string): Promise<Place> => Promise.resolve({ dataDir: join(folder, name), databaseUrl: '', env: {} });

/** Runs `work` with the database of the place. */
async function inLibrary<T>({ dataDir, databaseUrl }: Place, work: (library: Library) => Promise<T>): Promise<T> {
  const own = databaseUrl === '' ? await startPglite({ dataDir }) : undefined;
  const database = await openDatabase({ url: own?.url ?? databaseUrl, logger });
  const captures = await openCaptures({ database, logger, files: new FolderStore({ root: dataDir }), maxBytes: 1e6, reserveBytes: 0 });
  try {
    return await work({ captures, audit: new Audit(database) });
  } finally {
    await captures.close();
    await database.close();
    await own?.close();
  }
}
interface Library {
  readonly captures: Awaited<ReturnType<typeof openCaptures>>;
  readonly audit: Audit;
}

async function add({ captures }: Library, label: string): Promise<Capture> {
  return addCapture(captures, picture, { label, notes: 'ä "quoted"\nline', tags: ['one', 'two, three'] });
}

/** The paths below a folder that other accounts of the computer may access. */
async function openToOthers(place: string): Promise<string[]> {
  const entries = await readdir(place, { recursive: true });
  const paths = [place, ...entries.map((name) => join(place, name))];
  const modes = await Promise.all(paths.map(async (path) => (await stat(path)).mode));
  return paths.filter((_, index) => ((modes[index] ?? 0) & 0o077) !== 0);
}

const listing = async ({ captures }: Library): Promise<Capture[]> => [
  ...(await captures.list(captureListQuerySchema.parse({}))).captures,
  ...(await captures.list(captureListQuerySchema.parse({ deleted: 'true' }))).captures,
];

describe.each([
  ['PostgreSQL', 'PGlite', postgres, pglite],
  ['PGlite', 'PostgreSQL', pglite, postgres],
])('a backup of %s', (_from, to, makeSource, makeTarget) => {
  it(`taken during use can be restored into ${to}`, { timeout: 240_000 }, async () => {
    const [source, target, backup] = [await makeSource('source'), await makeTarget('target'), join(folder, 'backup')];
    let gone: Capture | undefined;
    const before = await inLibrary(source, async (library) => {
      const [edited, thrown] = [await add(library, 'a'), await add(library, 'b')];
      gone = await add(library, 'gone');
      await writeFile(join(source.dataDir, 'secrets.json'), '{"jwtSecret":"s"}');
      await mkdir(join(source.dataDir, 'tls'), { recursive: true });
      await writeFile(join(source.dataDir, 'tls', 'authority.pem'), 'the authority');
      expect((await runProgram('backup', [backup], source)).output).toMatch(/ 6 files copied/);
      await library.captures.patch(edited.id, { rating: 5 });
      for (const { id } of [thrown, gone]) await library.captures.softDelete(id);
      await library.captures.purge([gone.id]);
      await add(library, 'c');
      await library.audit.record({ action: 'user.created', subject: 'x' });
      const again = await runProgram('backup', [backup], source);
      // One capture is new, and two sidecars have changed.
      expect(again.output).toMatch(/ 4 files copied \(\d+ bytes\), 2 already copied/);
      return listing(library);
    });
    expect(await runProgram('restore', [backup], target)).toMatchObject({ status: 0 });
    for (const place of [backup, target.dataDir]) expect(await openToOthers(place)).toEqual([]);
    const checked = await runProgram('fsck', ['--digests'], target);
    expect(checked).toEqual({ status: 0, output: `${target.dataDir}: 3 captures, 3 folders: clean\n` });
    await inLibrary(target, async (library) => {
      expect(await listing(library)).toEqual(before);
      expect((await library.captures.list(captureListQuerySchema.parse({ q: 'quoted two' }))).total).toBe(2);
      const again = metadataOf(picture, { id: gone?.id ?? '' });
      expect(await library.captures.ingest(again, streamOf(picture), again.sha256)).toEqual({ created: false, removed: true });
      // The sequences of the database continue.
      await library.audit.record({ action: 'user.updated', subject: 'x' });
      expect((await library.audit.list()).map(({ action }) => action)).toEqual([
        'user.updated',
        'backup.restored',
        'user.created',
        'backup.created',
      ]);
    });
    expect(await readdir(target.dataDir)).toContain('secrets.json');
    expect(await readFile(join(target.dataDir, 'tls', 'authority.pem'), 'utf8')).toBe('the authority');
  });
});

it('the programs report their outcome by the exit status', { timeout: 240_000 }, async () => {
  const place = await postgres('library');
  const path = await inLibrary(place, async (library) => localPathOf(await library.captures.open((await add(library, 'a')).id)));
  await rm(`${path}.json`);
  await cp(path, join(dirname(path), '..', 'copy.jpg'));
  const found = await runProgram('fsck', ['--json'], place);
  expect(found.status).toBe(1);
  expect(JSON.parse(found.output)).toMatchObject({
    rows: 1,
    found: 2,
    repaired: 0,
    findings: [{ kind: 'unknown_file' }, { kind: 'sidecar_missing' }],
  });
  await rm(join(dirname(path), '..', 'copy.jpg'));
  const repaired = await runProgram('fsck', ['--repair'], place);
  expect(repaired.status).toBe(0);
  expect(repaired.output).toMatch(/^sidecar_missing .* → written from the row\n.*1 found, 1 repaired\n$/s);

  const hub = new Leadership({ url: place.databaseUrl, logger });
  await hub.start();
  const whileHubsRun = await runProgram('fsck', ['--repair'], { ...place, dataDir: join(folder, 'of-another-hub') });
  await hub.close();
  expect(whileHubsRun).toEqual({
    status: 2,
    output: 'Stop all hubs first: at least one of several hubs uses the database of DATABASE_URL\n',
  });

  const release = takeInstanceLock(join(place.dataDir, 'hub.lock'), 'the test');
  const refused = await runProgram('fsck', [], place);
  release();
  expect(refused).toMatchObject({ status: 2, output: expect.stringMatching(/^Stop Eyepiece first: .* in use by process \d+/) as string });
  expect((await runProgram('fsck', ['--what'], place)).status).toBe(2);
  expect((await runProgram('backup', [], place)).output).toMatch(/^usage: npm run backup -- FOLDER/);
  expect((await runProgram('restore', [join(folder, 'nothing')], place)).output).toMatch(/holds no backup/);
  await runProgram('backup', [join(folder, 'backup')], place);
  const twice = await runProgram('restore', [join(folder, 'backup')], place);
  expect(twice).toMatchObject({ status: 2, output: expect.stringContaining('restore into an empty DATA_DIR') as string });
  const otherFolder = { ...place, dataDir: join(folder, 'other') };
  expect((await runProgram('restore', [join(folder, 'backup')], otherFolder)).output).toMatch(/restore into an empty one/);
});
