import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { FileStore } from '../../../src/library/store/file-store.ts';
import { describeStores } from './stores.ts';

const ID = '0b4f6c1e-5f4e-4b0f-9a39-2f6d8f1f3a10';
const FOLDER = `captures/cam/2026/11/22/${ID}.0123456789abcdef`;
const MASTER = `${FOLDER}/Stage 0001 µ.jpg`;
const PATH = MASTER.slice('captures/'.length);
/** Three parts of a multipart upload, the last one incomplete. */
const LARGE_BYTES = 20 * 1024 * 1024;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const expected = (bytes: Uint8Array) => ({ digest: sha256(bytes), sizeBytes: bytes.length, maxBytes: 1e9 });
const inPieces = (bytes: Buffer): Readable =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
    })(),
  );

async function receive(store: FileStore, key: string, bytes: Buffer): Promise<void> {
  await store.commit([await store.receive(key, inPieces(bytes), expected(bytes))]);
}

describeStores('a file store', (current) => {
  it.each([0, 1, 100_000, LARGE_BYTES])('stores a file of %i bytes, and reads it and parts of it', async (size) => {
    const { store, folder } = current();
    const bytes = randomBytes(size);
    const draft = await store.receive(MASTER, inPieces(bytes), expected(bytes));
    expect(await store.sizeOf(MASTER)).toBeUndefined();
    await store.commit([draft]);
    expect(await store.sizeOf(MASTER)).toBe(size);
    expect((await buffer(store.read(MASTER))).equals(bytes)).toBe(true);
    expect(await store.withLocalFile(MASTER, async (path) => (await readFile(path)).equals(bytes))).toBe(true);
    await store.copyOut(MASTER, join(folder, 'copy'));
    expect((await readFile(join(folder, 'copy'))).equals(bytes)).toBe(true);
    if (size < 10) return;
    const range = { start: size - 10, end: size - 3 };
    expect(await buffer(store.read(MASTER, range))).toEqual(bytes.subarray(size - 10, size - 2));
  });

  it('has nothing of a file that is refused', async () => {
    const { store } = current();
    const bytes = randomBytes(1000);
    await expect(store.receive(MASTER, inPieces(bytes), { ...expected(bytes), digest: sha256(Buffer.from('x')) })).rejects.toMatchObject({
      code: 'digest_mismatch',
    });
    const check = (): Promise<void> => Promise.reject(new Error('no picture'));
    await expect(store.receive(MASTER, inPieces(bytes), { ...expected(bytes), check })).rejects.toThrow('no picture');
    await (await store.receive(MASTER, inPieces(bytes), expected(bytes))).discard();
    expect(await store.names(FOLDER)).toEqual([]);
    expect((await store.leftovers()).filter(({ path }) => path.endsWith('.part'))).toEqual([]);
  });

  it.each([1000, LARGE_BYTES])('stores a file of %i bytes once when two hubs receive it at the same time', async (size) => {
    const { store, another } = current();
    const other = await another();
    const bytes = randomBytes(size);
    await Promise.all([store, other].map((hub) => receive(hub, MASTER, bytes)));
    expect(await store.names(FOLDER)).toEqual(['Stage 0001 µ.jpg']);
    expect((await buffer(other.read(MASTER))).equals(bytes)).toBe(true);
  });

  it('replaces a damaged file of the same name', async () => {
    const { store } = current();
    await store.write(MASTER, 'damaged');
    const bytes = randomBytes(1000);
    await receive(store, MASTER, bytes);
    expect((await buffer(store.read(MASTER))).equals(bytes)).toBe(true);
  });

  it('writes and replaces small files, also beside a file, and not beside one that is missing', async () => {
    const { store } = current();
    await expect(store.write(`${MASTER}.json`, '{}', { beside: MASTER })).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await store.readSmall(`${MASTER}.json`)).toBeUndefined();
    await receive(store, MASTER, randomBytes(10));
    await store.write(`${MASTER}.json`, 'a longer text');
    await store.commit([await store.draft(`${MASTER}.json`, 'µ', { beside: MASTER })]);
    expect((await store.readSmall(`${MASTER}.json`))?.toString()).toBe('µ');
    await (await store.draft(`${MASTER}.json`, 'discarded', { beside: MASTER })).discard();
    expect((await store.readSmall(`${MASTER}.json`))?.toString()).toBe('µ');
  });

  it('creates a file once', async () => {
    const { store, another } = current();
    const hubs = [store, await another(), await another()];
    const created = await Promise.all(hubs.map((hub, index) => hub.create('database-id', String(index))));
    expect(created.filter(Boolean)).toHaveLength(1);
    expect((await store.readSmall('database-id'))?.toString()).toBe(String(created.indexOf(true)));
  });

  it('lists folders, and removes files and folders', async () => {
    const { store } = current();
    for (const name of ['b/2.webp', 'a/1.webp', 'a/3.webp', 'c.webp']) await store.write(`thumbnails/${name}`, 'x');
    expect((await store.names('thumbnails')).filter((name) => !name.startsWith('.'))).toEqual(['a', 'b', 'c.webp']);
    expect(await store.names('thumbnails/a')).toEqual(['1.webp', '3.webp']);
    await store.removeFile('thumbnails/a/1.webp');
    await store.removeFile('thumbnails/a/none.webp');
    expect(await store.names('thumbnails/a')).toEqual(['3.webp']);
    await store.removeFolder('thumbnails/a');
    await store.removeFolder('thumbnails/none');
    expect(await store.names('thumbnails/a')).toEqual([]);
    expect(await store.names('none')).toEqual([]);
  });

  it('reports a missing file', async () => {
    const { store } = current();
    await expect(buffer(store.read(MASTER))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(store.copyOut(MASTER, join(current().folder, 'copy'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await store.readSmall(MASTER)).toBeUndefined();
  });

  it('removes a capture in steps that can be undone', async () => {
    const { store } = current();
    const bytes = randomBytes(100);
    await receive(store, MASTER, bytes);
    await store.write(`${MASTER}.json`, '{}');
    await store.removals.take(ID, PATH);
    expect(await store.removals.ids()).toEqual([ID]);
    await store.removals.putBack(ID, PATH);
    expect(await store.removals.ids()).toEqual([]);
    expect((await buffer(store.read(MASTER))).equals(bytes)).toBe(true);
    await store.removals.take(ID, PATH);
    await store.removals.discard(ID);
    expect([await store.removals.ids(), await store.names(FOLDER)]).toEqual([[], []]);
    await store.removals.take(ID, PATH);
    await store.removals.discard(ID);
    expect(await store.removals.ids()).toEqual([]);
  });

  it('moves a folder, and replaces the destination', async () => {
    const { store } = current();
    await writeFile(join(current().folder, 'old'), 'old');
    await store.copyIn(join(current().folder, 'old'), 'lost+found/x/old');
    await store.write(`${FOLDER}/a b.jpg`, 'new');
    await store.moveFolder(FOLDER, 'lost+found/x');
    expect([await store.names(FOLDER), await store.names('lost+found/x')]).toEqual([[], ['a b.jpg']]);
    expect((await store.readSmall('lost+found/x/a b.jpg'))?.toString()).toBe('new');
  });

  it('takes a local file', async () => {
    const { store, folder } = current();
    await mkdir(join(folder, 'own'));
    await writeFile(join(folder, 'own', 'a'), 'content');
    await store.copyIn(join(folder, 'own', 'a'), MASTER);
    expect((await store.readSmall(MASTER))?.toString()).toBe('content');
  });

  it.each(['the same file system', 'another one'])('moves a local file of %s, and replaces what is there', async (from) => {
    const { store, folder } = current();
    const memory = '/dev/shm';
    const parent = from === 'another one' && existsSync(memory) ? memory : folder;
    const own = await mkdtemp(join(parent, 'eyepiece-move-'));
    try {
      for (const content of ['old', 'content']) {
        await writeFile(join(own, 'a'), content);
        await store.moveIn(join(own, 'a'), 'archives/x/report.html');
        expect((await store.readSmall('archives/x/report.html'))?.toString()).toBe(content);
        expect([await readdir(own), await store.names('archives/x')]).toEqual([[], ['report.html']]);
      }
    } finally {
      await rm(own, { recursive: true });
    }
  });

  it('says whether it can store captures', async () => {
    const { store } = current();
    expect(await store.state()).toBe('ok');
    const root = store.localPath('captures');
    // A file system that is not mounted. A bucket has tests of its own.
    if (root !== undefined) {
      await rename(root, `${root}-away`);
      expect(await store.state()).toBe('unavailable');
      await rename(`${root}-away`, root);
    }
    await store.write(MASTER, 'x');
    expect(await store.state()).toBe('ok');
  });

  it('keeps what another hub is receiving when a hub starts', async () => {
    const { store, another } = current();
    const bytes = randomBytes(1000);
    const draft = await store.receive(MASTER, inPieces(bytes), expected(bytes));
    await another();
    await store.commit([draft]);
    expect(await store.sizeOf(MASTER)).toBe(1000);
  });
});
