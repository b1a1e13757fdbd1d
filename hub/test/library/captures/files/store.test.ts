import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { CaptureMetadata } from '@eyepiece/shared-types';
import { beforeEach, describe, expect, it } from 'vitest';
import { toStorageError } from '../../../../src/library/store/durable-files.ts';
import { relativePath } from '../../../../src/library/captures/files/layout.ts';
import { captureKey, pathInside } from '../../../../src/library/store/paths.ts';
import { CaptureStore, type Received } from '../../../../src/library/captures/files/store.ts';
import { filesBelow } from '../folders-below.ts';
import { useDataFolder } from '../folders.ts';
import { metadataOf, sha256, streamOf } from '../images.ts';
import { FolderStore } from '../../../../src/library/store/folder/folder-store.ts';

const dataDir = useDataFolder();
const content = Buffer.from('the bytes of a picture');
let store: CaptureStore;
beforeEach(async () => {
  store = await CaptureStore.open({ files: new FolderStore({ root: dataDir() }), maxBytes: 1000, reserveBytes: 0 });
});

const pathOf = (relative: string): string => join(dataDir(), 'captures', relative);
const receive = (bytes: Buffer, metadata: CaptureMetadata, sidecar: object = {}): Promise<Received> =>
  store.receive({ stream: streamOf(bytes), metadata, sidecar });

describe('a received file', () => {
  it('is stored with its sidecar, and leaves no other file', async () => {
    const metadata = metadataOf(content, { id: '0b4f6c1e-5f4e-4b0f-9a39-2f6d8f1f3a10' });
    const received = await receive(content, metadata, { label: 'µ' });
    await received.commit();
    const folder = `captures/stage-1/2026/11/22/${metadata.id}.${sha256(content).slice(0, 16)}`;
    expect(await filesBelow(dataDir())).toEqual([`${folder}/Stage_0001.jpg`, `${folder}/Stage_0001.jpg.json`]);
    expect(await readFile(pathOf(received.relativePath))).toEqual(content);
    expect(JSON.parse(await readFile(join(dataDir(), folder, 'Stage_0001.jpg.json'), 'utf8'))).toEqual({ label: 'µ' });
  });

  it('is stored once if it arrives twice at once', async () => {
    const metadata = metadataOf(content);
    const both = await Promise.all([1, 2].map(() => receive(content, metadata)));
    await Promise.all(both.map((received) => received.commit()));
    expect(await filesBelow(dataDir())).toHaveLength(2);
  });

  it('does not overwrite another file of the same id and name', async () => {
    const other = Buffer.from('another picture');
    const first = metadataOf(content);
    for (const bytes of [content, other]) {
      await (await receive(bytes, metadataOf(bytes, { id: first.id }))).commit();
    }
    expect(await readFile(pathOf(relativePath(first)))).toEqual(content);
    expect(await filesBelow(dataDir())).toHaveLength(4);
  });

  it('is refused if its sidecar cannot be made', async () => {
    const sidecar = Promise.reject(new Error('no database'));
    await expect(store.receive({ stream: streamOf(content), metadata: metadataOf(content), sidecar })).rejects.toThrow('no database');
    expect(await filesBelow(dataDir())).toEqual([]);
  });
});

describe('a refused file leaves nothing', () => {
  const refused = async (bytes: Uint8Array | Readable, changes: object): Promise<unknown> => {
    const stream = bytes instanceof Readable ? bytes : streamOf(bytes);
    const error: unknown = await store
      .receive({ stream, metadata: { ...metadataOf(content), ...changes }, sidecar: {} })
      .catch((caught: unknown) => caught);
    expect(await filesBelow(dataDir())).toEqual([]);
    return error;
  };

  it('if its bytes do not match the digest', async () => {
    expect(await refused(Buffer.from('the bytes of a pictura'), {})).toMatchObject({ code: 'digest_mismatch', status: 422 });
  });

  it('if its announced size exceeds the limit', async () => {
    expect(await refused(content, { sizeBytes: 1001 })).toMatchObject({
      code: 'payload_too_large',
      message: '1001 bytes are more than the limit of 1000',
    });
  });

  it('if it is shorter than announced', async () => {
    const sha256 = metadataOf(content).sha256;
    expect(await refused(content, { sizeBytes: content.length + 1, sha256 })).toMatchObject({
      code: 'digest_mismatch',
      message: expect.stringContaining(`(${String(content.length)} bytes`) as string,
    });
  });

  it('if it is longer than announced, within the limit', async () => {
    expect(await refused(content, { sizeBytes: content.length - 1 })).toMatchObject({
      code: 'digest_mismatch',
      message: `The upload is longer than the announced ${String(content.length - 1)} bytes (sizeBytes)`,
    });
  });

  it('if it is endless, without reading on', async () => {
    let sent = 0;
    const endless = new Readable({
      highWaterMark: 1,
      read() {
        sent += 1;
        this.push(Buffer.alloc(100));
      },
    });
    expect(await refused(endless, {})).toMatchObject({ code: 'digest_mismatch' });
    expect(sent).toBeLessThan(15);
    expect(endless.destroyed).toBe(false);
  });

  it('if the connection breaks', async () => {
    const broken = Readable.from(
      (function* () {
        yield content.subarray(0, 5);
        throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      })(),
    );
    expect(await refused(broken, {})).toMatchObject({ code: 'validation_failed', message: 'The upload ended early, after 5 bytes' });
  });

  it('if it would use reserved disk space', async () => {
    store = await CaptureStore.open({ files: new FolderStore({ root: dataDir() }), maxBytes: 1000, reserveBytes: 2 ** 60 });
    expect(await store.freeBytes()).toBe(0);
    expect(await refused(content, {})).toMatchObject({ code: 'no_space', status: 507 });
  });

  it('if both its size and the disk space are refused', async () => {
    store = await CaptureStore.open({ files: new FolderStore({ root: dataDir() }), maxBytes: 1000, reserveBytes: 2 ** 60 });
    expect(await refused(content, { sizeBytes: 1001 })).toMatchObject({ code: 'payload_too_large' });
    // An unhandled rejection would be reported in this turn of the event loop.
    await new Promise(setImmediate);
  });

  it.each([
    ['cameraId', '../../etc'],
    ['cameraId', '.incoming'],
    ['filename', '../../../passwd'],
    ['filename', '.hidden'],
    ['filename', 'a/b.jpg'],
    ['filename', 'a\\b.jpg'],
    ['filename', 'a\0.jpg'],
    ['id', '../../../../x'],
    ['sha256', '../../x'],
  ])('if its %s is %j', async (field, value) => {
    expect(await refused(content, { [field]: value })).toMatchObject({ issues: [{ path: [field] }] });
  });
});

it('deletes the remains of a crash at the start', async () => {
  const received = await receive(content, metadataOf(content));
  expect(await filesBelow(dataDir())).toHaveLength(2);
  await CaptureStore.open({ files: new FolderStore({ root: dataDir() }), maxBytes: 1000 });
  expect(await filesBelow(dataDir())).toEqual([]);
  await expect(received.commit()).rejects.toMatchObject({ code: 'ENOENT' });
});

it('keeps stored files and deletes half-received ones after it is killed', async () => {
  const script = fileURLToPath(new URL('receive-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, dataDir()], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [report] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  child.kill('SIGKILL');
  await exited;
  const { kept, half } = JSON.parse(report) as { kept: string; half: string[] };
  expect(half).not.toEqual([]);
  expect(await filesBelow(dataDir())).toEqual(expect.arrayContaining(half));

  await CaptureStore.open({ files: new FolderStore({ root: dataDir() }), maxBytes: 1000 });
  expect(await readFile(pathOf(kept), 'utf8')).toBe('kept');
  expect(await filesBelow(dataDir())).toEqual([`captures/${kept}`, `captures/${kept}.json`]);
});

it('finds stored files after a restart', async () => {
  const received = await receive(content, metadataOf(content));
  await received.commit();
  const again = await CaptureStore.open({ files: new FolderStore({ root: dataDir() }), maxBytes: 1000 });
  expect(await again.sizeOf(received.relativePath)).toBe(content.length);
  await again.remove(received.relativePath);
  expect(await again.sizeOf(received.relativePath)).toBeUndefined();
});

it('replaces a longer sidecar completely', async () => {
  const received = await receive(content, metadataOf(content), { label: 'old'.repeat(1000) });
  await received.commit();
  await store.writeSidecar(received.relativePath, { label: 'new' });
  expect(JSON.parse(await readFile(`${pathOf(received.relativePath)}.json`, 'utf8'))).toEqual({ label: 'new' });
});

it('stores nothing if the sidecar cannot be written', async () => {
  const metadata = metadataOf(content);
  const received = await receive(content, metadata);
  await mkdir(`${pathOf(received.relativePath)}.json/in-the-way`, { recursive: true });
  await expect(received.commit()).rejects.toThrow();
  expect(await filesBelow(dataDir())).toEqual([]);
});

it.each(['../outside', 'a/../../outside', '', '.'])('refuses the path %j', (path) => {
  expect(() => pathInside(dataDir(), path)).toThrow(/outside of the captures folder/);
  expect(() => captureKey(path)).toThrow(/outside of the captures folder/);
});

it.runIf(process.platform !== 'win32')('does not follow symbolic links when it deletes remains', async () => {
  const outside = join(dataDir(), 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'kept'), '');
  await symlink(outside, join(dataDir(), 'captures', '.incoming', 'link'));
  await CaptureStore.open({ files: new FolderStore({ root: dataDir() }), maxBytes: 1000 });
  expect(await filesBelow(outside)).toEqual(['kept']);
});

it.each(['ENOSPC', 'EDQUOT', 'EFBIG'])('reports %s as a lack of space', (code) => {
  const cause = Object.assign(new Error('write'), { code });
  expect(toStorageError(cause)).toMatchObject({ code: 'no_space', status: 507, cause });
});

it('passes other errors on unchanged', () => {
  const error = Object.assign(new Error('read'), { code: 'EIO' });
  expect(toStorageError(error)).toBe(error);
});
