import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { captureSchema, type Capture, type CaptureMetadata } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { openCaptures } from '../../../../src/library/captures/service.ts';
import { CaptureNumberEntity } from '../../../../src/persistence/entities/library/capture.ts';
import { openDatabase } from '../../../../src/persistence/orm/orm.ts';
import { startDatabaseProxy } from '../../../persistence/database-proxy.ts';
import { describeDatabases } from '../../../persistence/databases.ts';
import { logger, useCaptures } from '../captures-bench.ts';
import { filesBelow } from '../folders-below.ts';
import { jpeg, jpegClaiming, metadataOf, sha256, streamOf } from '../images.ts';
import { FolderStore } from '../../../../src/library/store/folder/folder-store.ts';
import { localPathOf } from '../folders.ts';

describeDatabases('uploads of captures', (current) => {
  const bench = useCaptures(current);
  const { ingest, masters, countRows } = bench;

  describe('an upload', () => {
    it('becomes a file, a sidecar and a row with the same content', async () => {
      const user = { id: randomUUID(), name: 'Ana' };
      const metadata = metadataOf(bench.picture, { label: 'onion', tags: ['root'], notes: 'wet', user, sessionId: randomUUID() });
      const { created, capture } = await ingest(metadata);
      expect(created).toBe(true);
      expect(captureSchema.parse(capture)).toEqual(capture);
      expect(capture).toMatchObject({ ...metadata, rating: 0, deletedAt: null, capturedAt: '2026-11-22T10:02:11.123Z' });
      expect(await bench.service.get(metadata.id)).toEqual(capture);

      const file = await bench.service.open(metadata.id);
      expect(await readFile(localPathOf(file))).toEqual(bench.picture);
      expect(file).toMatchObject({
        sizeBytes: bench.picture.length,
        etag: `"${metadata.sha256}"`,
        contentType: 'image/jpeg',
        filename: 'Stage_20261122T100211.123Z_0001_onion.jpg',
      });
      const { url: _url, thumbnailUrl: _thumbnailUrl, ...same } = await bench.service.get(metadata.id);
      expect(JSON.parse(await readFile(`${localPathOf(file)}.json`, 'utf8'))).toEqual(same);
    });

    it('is announced once, and resolves a pending expectation', async () => {
      const announced: Capture[] = [];
      bench.service.on('created', (capture) => announced.push(capture));
      const metadata = metadataOf(bench.picture);
      const expected = bench.service.expect(metadata.id, new AbortController().signal);
      const { capture } = await ingest(metadata);
      await ingest(metadata);
      expect(announced).toEqual([capture]);
      expect(await expected).toEqual(capture);
      expect(bench.service.listenerCount('created')).toBe(1);
    });

    it('is no longer expected after the signal aborts', async () => {
      const controller = new AbortController();
      const waiting = bench.service.expect(randomUUID(), controller.signal);
      controller.abort(new Error('deadline'));
      await expect(waiting).rejects.toThrow('deadline');
      await expect(bench.service.expect(randomUUID(), AbortSignal.abort(new Error('at once')))).rejects.toThrow('at once');
      expect(bench.service.listenerCount('created')).toBe(0);
    });

    it('changes nothing when it is repeated with other metadata', async () => {
      const metadata = metadataOf(bench.picture);
      const first = await ingest(metadata);
      await bench.service.patch(metadata.id, { label: 'kept' });
      const again = await ingest({ ...metadata, label: 'other' });
      expect(again).toEqual({ created: false, capture: { ...first.capture, label: 'kept' } });
      expect(await masters()).toHaveLength(1);
    });

    it('becomes one capture when it arrives several times at once', async () => {
      const metadata = metadataOf(bench.picture);
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => ingest(metadata)));
      expect(outcomes.filter(({ created }) => created)).toHaveLength(1);
      expect([await countRows(), (await masters()).length]).toEqual([1, 1]);
      expect(await filesBelow(join(bench.dataDir(), 'captures', '.incoming'))).toEqual([]);
    });

    it('conflicts with another file of the same id, during and after storing', async () => {
      const metadata = metadataOf(bench.picture);
      const rival = metadataOf(bench.other, { id: metadata.id });
      const outcomes = await Promise.allSettled([ingest(metadata), ingest(rival, bench.other)]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const kept = await bench.service.open(metadata.id);
      expect(sha256(await readFile(localPathOf(kept)))).toBe((await bench.service.get(metadata.id)).sha256);
      expect(await masters()).toHaveLength(1);

      const third = await jpeg(64, 48, '#ffffff');
      await expect(ingest(metadataOf(third, { id: metadata.id }), third)).rejects.toMatchObject({ code: 'conflict', status: 409 });
      expect([await countRows(), (await masters()).length]).toEqual([1, 1]);
    });

    it('restores a missing file', async () => {
      const metadata = metadataOf(bench.picture);
      await ingest(metadata);
      const path = localPathOf(await bench.service.open(metadata.id));
      await rm(path);
      await expect(bench.service.open(metadata.id)).rejects.toMatchObject({ code: 'not_found', status: 404 });
      await expect(ingest(metadata)).resolves.toMatchObject({ created: false });
      expect(await readFile(localPathOf(await bench.service.open(metadata.id)))).toEqual(bench.picture);
    });
  });

  describe('a refused upload leaves neither file nor row', () => {
    const refused = async (metadata: CaptureMetadata, bytes: Uint8Array | Readable, digest = metadata.sha256): Promise<unknown> => {
      const stream = bytes instanceof Readable ? bytes : streamOf(bytes);
      const error: unknown = await bench.service.ingest(metadata, stream, digest).catch((caught: unknown) => caught);
      expect(await filesBelow(join(bench.dataDir(), 'captures'))).toEqual([]);
      expect(await countRows()).toBe(0);
      return error;
    };

    it('if other bytes arrive', async () => {
      expect(await refused(metadataOf(bench.picture), bench.other)).toMatchObject({ code: 'digest_mismatch', status: 422 });
    });
    it('if the digests of header and metadata differ', async () => {
      expect(await refused(metadataOf(bench.picture), bench.picture, sha256(bench.other))).toMatchObject({ code: 'digest_mismatch' });
    });
    it('if it exceeds the limit', async () => {
      expect(await refused(metadataOf(bench.picture, { sizeBytes: 2e6 }), bench.picture)).toMatchObject({
        code: 'payload_too_large',
        status: 413,
      });
    });
    it('if its header claims 60,000 × 60,000 pixels', async () => {
      const bomb = await jpegClaiming(60_000, 60_000);
      expect(await refused(metadataOf(bomb, { width: 60_000, height: 60_000 }), bomb)).toMatchObject({
        code: 'image_rejected',
        status: 422,
      });
    });
    it('if its size does not match the metadata', async () => {
      expect(await refused(metadataOf(bench.picture, { width: 640 }), bench.picture)).toMatchObject({ code: 'image_rejected' });
    });
    it('if its format does not match the metadata', async () => {
      expect(await refused(metadataOf(bench.picture, { format: 'tiff' }), bench.picture)).toMatchObject({ code: 'image_rejected' });
    });
    it('if the connection breaks', async () => {
      const stream = new PassThrough();
      stream.write(bench.picture.subarray(0, 100));
      setImmediate(() => stream.destroy(new Error('aborted')));
      expect(await refused(metadataOf(bench.picture), stream)).toMatchObject({ code: 'validation_failed' });
    });
    it.each(['\0', '\ud800'])('if its text contains %j', async (text) => {
      expect(await refused(metadataOf(bench.picture, { notes: `a${text}b` }), bench.picture)).toMatchObject({
        issues: [{ path: 'metadata.notes' }],
      });
    });
  });

  describe('while the database is away', () => {
    it('refuses an upload, and completes it on repetition', async () => {
      const proxy = await startDatabaseProxy(current().url);
      const database = await openDatabase({ url: proxy.url, logger });
      const service = await openCaptures({
        database,
        logger,
        files: new FolderStore({ root: bench.dataDir() }),
        maxBytes: 1e6,
        reserveBytes: 0,
      });
      try {
        const metadata = metadataOf(bench.picture);
        const reading = Promise.withResolvers<undefined>();
        const stream = new Readable({
          read() {
            reading.resolve(undefined);
          },
        });
        const interrupted = service.ingest(metadata, stream, metadata.sha256);
        // Row and name are asked for before the file is complete, so the database goes away between file and row.
        await reading.promise;
        const named = (): Promise<number> => current().database.use((em) => em.count(CaptureNumberEntity));
        await expect.poll(named, { timeout: 60_000 }).toBe(1);
        await proxy.cut();
        stream.push(bench.picture);
        stream.push(null);
        await expect(interrupted).rejects.toMatchObject({ code: 'database_unavailable', status: 503 });
        expect(await masters()).toHaveLength(1);
        expect(await countRows()).toBe(0);
        await expect(ingest(metadata, bench.picture, service)).rejects.toMatchObject({ code: 'database_unavailable' });

        await proxy.mend();
        await expect(ingest(metadata, bench.picture, service)).resolves.toMatchObject({ created: true });
        expect([await countRows(), (await masters()).length]).toEqual([1, 1]);
      } finally {
        await service.close();
        await database.close();
        await proxy.close();
      }
    });
  });
});
