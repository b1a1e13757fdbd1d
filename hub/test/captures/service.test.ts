import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import {
  captureFilterSchema,
  captureListQuerySchema,
  captureSchema,
  type Capture,
  type CaptureMetadata,
  type CaptureMetadataInput,
} from '@eyepiece/shared-types';
import pino from 'pino';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { timelineOf } from '../../src/captures/library-counts.ts';
import { openCaptures, type CaptureService } from '../../src/captures/service.ts';
import { readCaptures } from '../../src/persistence/capture-rows.ts';
import { CaptureSessionEntity } from '../../src/persistence/capture-session.ts';
import { CaptureEntity } from '../../src/persistence/capture.ts';
import { CaptureWordsEntity } from '../../src/persistence/capture-words.ts';
import { openDatabase } from '../../src/persistence/orm.ts';
import { startDatabaseProxy } from '../persistence/database-proxy.ts';
import { describeDatabases } from '../persistence/databases.ts';
import { filesBelow } from './folders-below.ts';
import { useDataFolder } from './folders.ts';
import { jpeg, jpegClaiming, metadataOf, sha256, streamOf } from './images.ts';

const logger = pino({ level: 'silent' });
const DAY_US = Date.UTC(2026, 10, 22) * 1000;

describeDatabases('captures', (current) => {
  const dataDir = useDataFolder();
  let captures: CaptureService;
  let picture: Buffer;
  let other: Buffer;

  beforeAll(async () => {
    picture = await jpeg();
    other = await jpeg(64, 48, '#804020');
  });
  beforeEach(async () => {
    captures = await openCaptures({ database: current().database, logger, dataDir: dataDir(), maxBytes: 1e6, reserveBytes: 0 });
  });
  afterEach(() => captures.close());

  const ingest = (metadata: CaptureMetadata, bytes: Uint8Array = picture, service = captures) =>
    service.ingest(metadata, streamOf(bytes), metadata.sha256);
  const add = async (changes: Partial<CaptureMetadataInput> = {}, bytes = picture): Promise<Capture> =>
    (await ingest(metadataOf(bytes, changes), bytes)).capture;
  const masters = async (): Promise<string[]> => (await filesBelow(join(dataDir(), 'captures'))).filter((path) => !path.endsWith('.json'));
  const countRows = (): Promise<number> => current().database.use((em) => em.count(CaptureEntity));
  const list = (query: object = {}) => captures.list(captureListQuerySchema.parse(query));
  const labels = async (query: object = {}): Promise<(string | undefined)[]> => (await list(query)).captures.map(({ label }) => label);

  describe('an upload', () => {
    it('becomes a file, a sidecar and a row that say the same', async () => {
      const user = { id: randomUUID(), name: 'Ana' };
      const metadata = metadataOf(picture, { label: 'onion', tags: ['root'], notes: 'wet', user, sessionId: randomUUID() });
      const { created, capture } = await ingest(metadata);
      expect(created).toBe(true);
      expect(captureSchema.parse(capture)).toEqual(capture);
      expect(capture).toMatchObject({ ...metadata, rating: 0, deletedAt: null, capturedAt: '2026-11-22T10:02:11.123Z' });
      expect(await captures.get(metadata.id)).toEqual(capture);

      const file = await captures.open(metadata.id);
      expect(await readFile(file.path)).toEqual(picture);
      expect(file).toMatchObject({
        sizeBytes: picture.length,
        etag: `"${metadata.sha256}"`,
        contentType: 'image/jpeg',
        filename: 'Stage_0001.jpg',
      });
      const { url: _url, thumbnailUrl: _thumbnailUrl, ...same } = capture;
      expect(JSON.parse(await readFile(`${file.path}.json`, 'utf8'))).toEqual(same);
    });

    it('is announced once, to who expects it too', async () => {
      const announced: Capture[] = [];
      captures.on('created', (capture) => announced.push(capture));
      const metadata = metadataOf(picture);
      const expected = captures.expect(metadata.id, AbortSignal.timeout(5000));
      const { capture } = await ingest(metadata);
      await ingest(metadata);
      expect(announced).toEqual([capture]);
      expect(await expected).toEqual(capture);
      expect(captures.listenerCount('created')).toBe(1);
    });

    it('is not expected for longer than asked', async () => {
      const controller = new AbortController();
      const waiting = captures.expect(randomUUID(), controller.signal);
      controller.abort(new Error('deadline'));
      await expect(waiting).rejects.toThrow('deadline');
      await expect(captures.expect(randomUUID(), AbortSignal.abort(new Error('at once')))).rejects.toThrow('at once');
      expect(captures.listenerCount('created')).toBe(0);
    });

    it('changes nothing when it is repeated', async () => {
      const metadata = metadataOf(picture);
      const first = await ingest(metadata);
      await captures.patch(metadata.id, { label: 'kept' });
      const again = await ingest({ ...metadata, label: 'other' });
      expect(again).toEqual({ created: false, capture: { ...first.capture, label: 'kept' } });
      expect(await masters()).toHaveLength(1);
    });

    it('is one capture when it comes several times at once', async () => {
      const metadata = metadataOf(picture);
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => ingest(metadata)));
      expect(outcomes.filter(({ created }) => created)).toHaveLength(1);
      expect([await countRows(), (await masters()).length]).toEqual([1, 1]);
      expect(await filesBelow(join(dataDir(), 'captures', '.incoming'))).toEqual([]);
    });

    it('conflicts with another file under the same id, before and while it is stored', async () => {
      const metadata = metadataOf(picture);
      const rival = metadataOf(other, { id: metadata.id });
      const outcomes = await Promise.allSettled([ingest(metadata), ingest(rival, other)]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const kept = await captures.open(metadata.id);
      expect(sha256(await readFile(kept.path))).toBe((await captures.get(metadata.id)).sha256);
      expect(await masters()).toHaveLength(1);

      const third = await jpeg(64, 48, '#ffffff');
      await expect(ingest(metadataOf(third, { id: metadata.id }), third)).rejects.toMatchObject({ code: 'conflict', status: 409 });
      expect([await countRows(), (await masters()).length]).toEqual([1, 1]);
    });

    it('brings back a file that was lost', async () => {
      const metadata = metadataOf(picture);
      await ingest(metadata);
      const { path } = await captures.open(metadata.id);
      await rm(path);
      await expect(captures.open(metadata.id)).rejects.toMatchObject({ code: 'not_found', status: 404 });
      await expect(ingest(metadata)).resolves.toMatchObject({ created: false });
      expect(await readFile((await captures.open(metadata.id)).path)).toEqual(picture);
    });
  });

  describe('a refused upload leaves neither file nor row', () => {
    const refused = async (metadata: CaptureMetadata, bytes: Uint8Array | Readable, digest = metadata.sha256): Promise<unknown> => {
      const stream = bytes instanceof Readable ? bytes : streamOf(bytes);
      const error: unknown = await captures.ingest(metadata, stream, digest).catch((caught: unknown) => caught);
      expect(await filesBelow(join(dataDir(), 'captures'))).toEqual([]);
      expect(await countRows()).toBe(0);
      return error;
    };

    it('when other bytes arrive', async () => {
      expect(await refused(metadataOf(picture), other)).toMatchObject({ code: 'digest_mismatch', status: 422 });
    });
    it('when header and metadata disagree', async () => {
      expect(await refused(metadataOf(picture), picture, sha256(other))).toMatchObject({ code: 'digest_mismatch' });
    });
    it('when it is above the limit', async () => {
      expect(await refused(metadataOf(picture, { sizeBytes: 2e6 }), picture)).toMatchObject({ code: 'payload_too_large', status: 413 });
    });
    it('when its header claims 60,000 × 60,000', async () => {
      const bomb = await jpegClaiming(60_000, 60_000);
      expect(await refused(metadataOf(bomb, { width: 60_000, height: 60_000 }), bomb)).toMatchObject({
        code: 'image_rejected',
        status: 422,
      });
    });
    it('when it is not the size that its metadata says', async () => {
      expect(await refused(metadataOf(picture, { width: 640 }), picture)).toMatchObject({ code: 'image_rejected' });
    });
    it('when it is not the format that its metadata says', async () => {
      expect(await refused(metadataOf(picture, { format: 'tiff' }), picture)).toMatchObject({ code: 'image_rejected' });
    });
    it('when the connection breaks', async () => {
      const stream = new PassThrough();
      stream.write(picture.subarray(0, 100));
      setImmediate(() => stream.destroy(new Error('aborted')));
      expect(await refused(metadataOf(picture), stream)).toMatchObject({ code: 'validation_failed' });
    });
    it.each(['\0', '\ud800'])('when its text has %j', async (text) => {
      expect(await refused(metadataOf(picture, { notes: `a${text}b` }), picture)).toMatchObject({ issues: [{ path: 'metadata.notes' }] });
    });
  });

  describe('while the database is away', () => {
    it('refuses at first, and completes when the upload is repeated', async () => {
      const proxy = await startDatabaseProxy(current().url);
      const database = await openDatabase({ url: proxy.url, logger });
      const service = await openCaptures({ database, logger, dataDir: dataDir(), maxBytes: 1e6, reserveBytes: 0 });
      try {
        const metadata = metadataOf(picture);
        const reading = Promise.withResolvers<undefined>();
        const stream = new Readable({
          read() {
            reading.resolve(undefined);
          },
        });
        const interrupted = service.ingest(metadata, stream, metadata.sha256);
        // The row has been looked up before the body is read: the database goes away between file and row.
        await reading.promise;
        await proxy.cut();
        stream.push(picture);
        stream.push(null);
        await expect(interrupted).rejects.toMatchObject({ code: 'database_unavailable', status: 503 });
        expect(await masters()).toHaveLength(1);
        expect(await countRows()).toBe(0);
        await expect(ingest(metadata, picture, service)).rejects.toMatchObject({ code: 'database_unavailable' });

        await proxy.mend();
        await expect(ingest(metadata, picture, service)).resolves.toMatchObject({ created: true });
        expect([await countRows(), (await masters()).length]).toEqual([1, 1]);
      } finally {
        await service.close();
        await database.close();
        await proxy.close();
      }
    });
  });

  describe('the list', () => {
    const at = (second: number): number => DAY_US + second * 1_000_000;

    it('is newest first, by microseconds and then by id, in pages that neither repeat nor skip', async () => {
      const ids = Array.from({ length: 5 }, () => randomUUID())
        .sort()
        .reverse();
      for (const id of ids) await add({ id, capturedAtUs: at(1) });
      const newest = await add({ capturedAtUs: at(1) + 1 });
      const first = await list({ limit: 2 });
      expect(first).toMatchObject({ total: 6, captures: [{ id: newest.id }, { id: ids[0] }] });
      const later = await add({ capturedAtUs: at(9) });
      const seen = first.captures.map(({ id }) => id);
      for (let cursor = first.nextCursor; cursor !== null;) {
        const page = await list({ limit: 2, cursor });
        seen.push(...page.captures.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual([newest.id, ...ids]);
      expect((await list()).captures[0]?.id).toBe(later.id);
    });

    it('has no cursor after a last page that is full', async () => {
      await add();
      await add();
      expect(await list({ limit: 2 })).toMatchObject({ total: 2, nextCursor: null });
    });

    it('filters by camera, format, person, session, time and tag, together too', async () => {
      const [userId, sessionId] = [randomUUID(), randomUUID()];
      await add({
        label: 'a',
        cameraId: 'cam-a',
        user: { id: userId, name: 'Ana' },
        sessionId,
        tags: ['Root', 'wet'],
        capturedAtUs: at(1),
      });
      await add({ label: 'b', cameraId: 'cam-b', tags: ['Root tip'], capturedAtUs: at(2) });
      const png = await sharp(picture).png().toBuffer();
      await add({ label: 'c', format: 'png', filename: 'c.png', tags: ['root'], capturedAtUs: at(3) }, png);
      expect(await labels()).toEqual(['c', 'b', 'a']);
      expect(await labels({ cameraId: 'cam-b' })).toEqual(['b']);
      expect(await labels({ format: 'png' })).toEqual(['c']);
      expect(await labels({ userId })).toEqual(['a']);
      expect(await labels({ sessionId })).toEqual(['a']);
      expect(await labels({ tag: 'Root' })).toEqual(['a']);
      expect(await labels({ from: '2026-11-22T00:00:02Z' })).toEqual(['c', 'b']);
      expect(await labels({ from: '2026-11-22T01:00:02+01:00', to: '2026-11-22T00:00:02Z' })).toEqual(['b']);
      expect(await labels({ tag: 'Root', cameraId: 'cam-b' })).toEqual([]);
    });

    it('finds what words begin with, in label, notes, tags and file name, without capitals and accents', async () => {
      await add({ label: 'Onion 100%', capturedAtUs: at(1) });
      await add({ label: 'b', notes: 'an onion_root, back\\slash', capturedAtUs: at(2) });
      await add({ label: 'c', tags: ['ONION skin'], filename: 'leaf-7.jpg', capturedAtUs: at(3) });
      await add({ label: 'd', notes: 'Œuvre d’été, Straße, Ωμέγα, Ёлка, 10 µm', filename: 'Mesh_A.v2.jpg', capturedAtUs: at(4) });
      expect(await labels({ q: 'onion' })).toEqual(['c', 'b', 'Onion 100%']);
      expect(await labels({ q: 'oni LEA' })).toEqual(['c']);
      expect(await labels({ q: 'nion' })).toEqual([]);
      expect(await labels({ q: '100%' })).toEqual(['Onion 100%']);
      expect(await labels({ q: 'slash back' })).toEqual(['b']);
      for (const q of ['oeuvre', 'ÉTÉ', 'ete', 'strasse', 'ωμεγα', 'ΩΜΈΓΑ', 'елка', '10 μ', 'v2', 'mesh a']) {
        expect([q, await labels({ q })]).toEqual([q, ['d']]);
      }
      expect(await labels({ q: "'; drop table captures; --" })).toEqual([]);
      expect((await labels({ q: '% -' })).length).toBe(4);
      expect((await list({ q: 'onion', limit: 1 })).total).toBe(3);
    });

    it('finds titles of sessions and people, also when a title changes', async () => {
      const { database } = current();
      const sessionId = randomUUID();
      const session = { id: sessionId, title: 'Leaf stomata', cameraId: 'c', cameraName: 'C', description: '', tags: [] };
      const kept = { ...session, ownerId: null, ownerName: '', startedAt: new Date(), endedAt: null, endReason: null };
      await database.use((em) => em.insert(CaptureSessionEntity, kept));
      await add({ label: 'a', sessionId, user: { id: randomUUID(), name: 'Ana Núñez' } });
      await add({ label: 'b' });
      expect(await labels({ q: 'stom nunez' })).toEqual(['a']);
      await database.use((em) => em.nativeUpdate(CaptureSessionEntity, { id: sessionId }, { title: 'Root hairs' }));
      expect([await labels({ q: 'stomata' }), await labels({ q: 'hair' })]).toEqual([[], ['a']]);
    });

    it('tells a large day in parts, each of which is a filter for what it counts', async () => {
      const { database } = current();
      const { id } = await add({ capturedAtUs: at(0) });
      await add({ capturedAtUs: at(86_400) });
      // 45 in a quarter of an hour.
      await database.transaction(async (em) => {
        const [row] = await readCaptures(em, [id]);
        const capturedAtUs = Array.from({ length: 1200 }, (_, index) => at(20 * index + 1));
        const rows = capturedAtUs.map((us) => ({ ...row!, id: randomUUID(), capturedAtUs: us, capturedAt: new Date(us / 1000) }));
        await em.insertMany(CaptureEntity, rows);
      });
      const { days } = await timelineOf(database, captureFilterSchema.parse({}), 'UTC');
      expect(days).toMatchObject([{ count: 1 }, { count: 1201 }]);
      expect(days[0]?.parts).toBeUndefined();
      const parts = days[1]?.parts ?? [];
      expect(parts.map(({ count }) => count)).toEqual([165, 180, 180, 180, 180, 180, 136]);
      for (const { count, from, to } of parts) expect((await list({ from, to })).total).toBe(count);
    });

    it('searches together with other filters, in the trash too, and forgets the words of what is purged', async () => {
      await add({ label: 'a', cameraId: 'cam-a', notes: 'onion', tags: ['wet'] });
      const { id } = await add({ label: 'b', cameraId: 'cam-b', notes: 'onion', tags: ['wet'] });
      expect(await labels({ q: 'onion wet', cameraId: 'cam-b', tag: 'wet' })).toEqual(['b']);
      await captures.patch(id, { label: 'root', rating: 3 });
      expect([await labels({ q: 'root onion', ratingMin: '3' }), await labels({ q: 'b', cameraId: 'cam-b' })]).toEqual([['root'], []]);
      await captures.softDelete(id);
      expect([await labels({ q: 'onion' }), await labels({ q: 'onion', deleted: 'true' })]).toEqual([['a'], ['root']]);
      await captures.purge([id]);
      const words = await current().database.use((em) => em.count(CaptureWordsEntity));
      expect([words, await countRows()]).toEqual([1, 1]);
    });

    it('filters by label, rating, exposure and gain', async () => {
      const first = await add({ label: 'a', exposureMs: 2, gainDb: 0 });
      await add({ label: 'b', exposureMs: 8, gainDb: 12 });
      await captures.patch(first.id, { rating: 4 });
      expect(await labels({ label: 'a' })).toEqual(['a']);
      expect(await labels({ ratingMin: '4' })).toEqual(['a']);
      expect(await labels({ exposureMin: '2', exposureMax: '7.9' })).toEqual(['a']);
      expect(await labels({ gainMin: '0.5' })).toEqual(['b']);
      await expect(list({ gainMin: '3', gainMax: '2' })).rejects.toMatchObject({
        code: 'validation_failed',
        issues: [{ path: 'gainMin', message: 'must not be above gainMax (2)', max: 2 }],
      });
      await expect(list({ from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' })).rejects.toMatchObject({
        issues: [{ path: 'from' }],
      });
    });

    it.each([
      ['cursor', 'nonsense'],
      ['cursor', Buffer.from('[1,"x"]').toString('base64url')],
      ['cursor', Buffer.from('[1.5,"11111111-1111-4111-8111-111111111111"]').toString('base64url')],
      ['tag', 'a\0'],
      ['q', 'a\0b'],
      ['q', 'word '.repeat(11)],
    ])('refuses a %s like %j, naming it', async (field, value) => {
      await expect(list({ [field]: value })).rejects.toMatchObject({ code: 'validation_failed', issues: [{ path: field }] });
    });
  });

  describe('changing a capture', () => {
    it('changes row and sidecar, and announces it', async () => {
      const { id } = await add({ label: 'old', notes: 'old', tags: ['old'] });
      const updated = once(captures, 'updated');
      const capture = await captures.patch(id, { label: '', tags: ['a', 'b', 'a'], rating: 5 });
      expect(await updated).toEqual([capture]);
      expect(capture).toMatchObject({ notes: 'old', tags: ['a', 'b'], rating: 5 });
      expect(capture).not.toHaveProperty('label');
      expect(await captures.get(id)).toEqual(capture);
      const { path } = await captures.open(id);
      const sidecar = JSON.parse(await readFile(`${path}.json`, 'utf8')) as Capture;
      expect(sidecar).toMatchObject({ notes: 'old', tags: ['a', 'b'], rating: 5 });
      expect(sidecar).not.toHaveProperty('label');
    });

    it('loses nothing when two change it at once', async () => {
      const { id } = await add();
      await Promise.all([captures.patch(id, { label: 'a' }), captures.patch(id, { notes: 'b' }), captures.patch(id, { rating: 3 })]);
      const capture = await captures.get(id);
      expect(capture).toMatchObject({ label: 'a', notes: 'b', rating: 3 });
      const { path } = await captures.open(id);
      expect(JSON.parse(await readFile(`${path}.json`, 'utf8'))).toMatchObject({ label: 'a', notes: 'b', rating: 3 });
    });

    it('changes nothing when the sidecar cannot be written', async () => {
      const { id } = await add({ label: 'old' });
      const incoming = join(dataDir(), 'captures', '.incoming');
      await rm(incoming, { recursive: true });
      await writeFile(incoming, 'in the way');
      await expect(captures.patch(id, { label: 'new' })).rejects.toThrow();
      expect(await captures.get(id)).toMatchObject({ label: 'old' });
    });

    it('deletes into the trash and restores', async () => {
      const { id } = await add({ label: 'a' });
      const deleted = once(captures, 'deleted');
      const { deletedAt } = await captures.softDelete(id);
      expect(await deleted).toEqual([{ id, cameraId: 'stage-1', sessionId: null, deletedAt }]);
      expect((await captures.softDelete(id)).deletedAt).toBe(deletedAt);
      expect([await labels(), await labels({ deleted: 'true' })]).toEqual([[], ['a']]);
      expect((await captures.open(id)).sizeBytes).toBe(picture.length);
      expect(await captures.restore(id)).toMatchObject({ deletedAt: null });
      expect([await labels(), await labels({ deleted: 'true' })]).toEqual([['a'], []]);
    });

    it.each([randomUUID(), 'not-an-id', '../../etc/passwd'])('knows no capture %s', async (id) => {
      const missing = { code: 'capture_not_found', status: 404 };
      await expect(captures.get(id)).rejects.toMatchObject(missing);
      await expect(captures.open(id)).rejects.toMatchObject(missing);
      await expect(captures.thumbnail(id, 'small')).rejects.toMatchObject(missing);
      await expect(captures.patch(id, { rating: 1 })).rejects.toMatchObject(missing);
      await expect(captures.softDelete(id)).rejects.toMatchObject(missing);
      await expect(captures.restore(id)).rejects.toMatchObject(missing);
    });
  });

  it('has thumbnails, and one damaged master is nobody else’s trouble', async () => {
    const whole = await add();
    const damaged = (await jpeg(640, 480)).subarray(0, 1500);
    const broken = await add({ width: 640, height: 480 }, damaged);
    await expect(captures.thumbnail(broken.id, 'small')).rejects.toMatchObject({ code: 'image_rejected' });
    const { path } = await captures.thumbnail(whole.id, 'small');
    expect(await sharp(path).metadata()).toMatchObject({ format: 'webp', width: 64 });
    expect((await captures.open(broken.id)).sizeBytes).toBe(damaged.length);
  });
});
