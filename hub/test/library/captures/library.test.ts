import { randomUUID } from 'node:crypto';
import { captureFilterSchema } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { timelineOf } from '../../../src/library/captures/search/library-counts.ts';
import { readCaptures } from '../../../src/persistence/rows/capture-rows.ts';
import { CaptureSessionEntity } from '../../../src/persistence/entities/sessions/capture-session.ts';
import { CaptureEntity, CaptureWordsEntity } from '../../../src/persistence/entities/library/capture.ts';
import { describeDatabases } from '../../persistence/databases.ts';
import { useCaptures } from './captures-bench.ts';

const DAY_US = Date.UTC(2026, 10, 22) * 1000;
const at = (second: number): number => DAY_US + second * 1_000_000;

describeDatabases('the list of captures', (current) => {
  const bench = useCaptures(current);
  const { add, list, labels, countRows } = bench;

  it('is sorted by time in microseconds and then by id, newest first, in pages without repeats or gaps', async () => {
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

  it('has no cursor after a full last page', async () => {
    await add();
    await add();
    expect(await list({ limit: 2 })).toMatchObject({ total: 2, nextCursor: null });
  });

  it('filters by camera, format, person, session, time and tag, and by several at once', async () => {
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
    const png = await sharp(bench.picture).png().toBuffer();
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

  it('finds word prefixes in label, notes, tags and file name, ignoring case and accents', async () => {
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

  it('finds session titles and names of people, also after a title changes', async () => {
    const { database } = current();
    const sessionId = randomUUID();
    const session = { id: sessionId, title: 'Leaf stomata', cameraId: 'c', cameraName: 'C', description: '', tags: [] };
    const kept = { ...session, ownerId: null, ownerName: '', startedAt: new Date(), endedAt: null, endReason: null };
    await database.use((em) => em.insert(CaptureSessionEntity, kept));
    // A name keeps the title that the session had then.
    await add({ label: 'a', sessionId, user: { id: randomUUID(), name: 'Ana Núñez' }, nameTemplate: '{seq}.{ext}' });
    await add({ label: 'b' });
    expect(await labels({ q: 'stom nunez' })).toEqual(['a']);
    await database.use((em) => em.nativeUpdate(CaptureSessionEntity, { id: sessionId }, { title: 'Root hairs' }));
    expect([await labels({ q: 'stomata' }), await labels({ q: 'hair' })]).toEqual([[], ['a']]);
  });

  it('divides a large day into parts; each part is a filter for the captures it counts', async () => {
    const { database } = current();
    const { id } = await add({ capturedAtUs: at(0) });
    await add({ capturedAtUs: at(86_400) });
    // 45 per quarter of an hour.
    await database.transaction(async (em) => {
      const [row] = await readCaptures(em, [id]);
      const capturedAtUs = Array.from({ length: 1200 }, (_, index) => at(20 * index + 1));
      const rows = capturedAtUs.map((us) => ({ ...row!, id: randomUUID(), name: null, capturedAtUs: us, capturedAt: new Date(us / 1000) }));
      await em.insertMany(CaptureEntity, rows);
    });
    const { days } = await timelineOf(database, captureFilterSchema.parse({}), 'UTC');
    expect(days).toMatchObject([{ count: 1 }, { count: 1201 }]);
    expect(days[0]?.parts).toBeUndefined();
    const parts = days[1]?.parts ?? [];
    expect(parts.map(({ count }) => count)).toEqual([165, 180, 180, 180, 180, 180, 136]);
    for (const { count, from, to } of parts) expect((await list({ from, to })).total).toBe(count);
  });

  it('combines search with other filters, searches the trash, and deletes the words of purged captures', async () => {
    await add({ label: 'a', cameraId: 'cam-a', notes: 'onion', tags: ['wet'] });
    const { id } = await add({ label: 'b', cameraId: 'cam-b', notes: 'onion', tags: ['wet'], nameTemplate: '{seq}.{ext}' });
    expect(await labels({ q: 'onion wet', cameraId: 'cam-b', tag: 'wet' })).toEqual(['b']);
    await bench.service.patch(id, { label: 'root', rating: 3 });
    expect([await labels({ q: 'root onion', ratingMin: '3' }), await labels({ q: 'b', cameraId: 'cam-b' })]).toEqual([['root'], []]);
    await bench.service.softDelete(id);
    expect([await labels({ q: 'onion' }), await labels({ q: 'onion', deleted: 'true' })]).toEqual([['a'], ['root']]);
    await bench.service.purge([id]);
    const words = await current().database.use((em) => em.count(CaptureWordsEntity));
    expect([words, await countRows()]).toEqual([1, 1]);
  });

  it('filters by label, rating, exposure and gain', async () => {
    const first = await add({ label: 'a', exposureMs: 2, gainDb: 0 });
    await add({ label: 'b', exposureMs: 8, gainDb: 12 });
    await bench.service.patch(first.id, { rating: 4 });
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
  ])('refuses a %s like %j and names the field', async (field, value) => {
    await expect(list({ [field]: value })).rejects.toMatchObject({ code: 'validation_failed', issues: [{ path: field }] });
  });
});
