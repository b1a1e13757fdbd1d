/** The names of captures: templates, numbers, and clashes between captures and between hubs. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Capture, CaptureMetadata, CaptureMetadataInput } from '@eyepiece/shared-types';
import { afterEach, expect, it } from 'vitest';
import { openCaptures, type CaptureService } from '../../../src/library/captures/service.ts';
import { FolderStore } from '../../../src/library/store/folder/folder-store.ts';
import { CaptureEntity } from '../../../src/persistence/entities/library/capture.ts';
import { CaptureSessionEntity } from '../../../src/persistence/entities/sessions/capture-session.ts';
import { describeDatabases } from '../../persistence/databases.ts';
import { logger, useCaptures } from './captures-bench.ts';
import { localPathOf } from './folders.ts';
import { metadataOf } from './images.ts';

const SOON = { timeout: 60_000 };
const BY_LABEL = { nameTemplate: '{label}.{ext}' } as const;

describeDatabases('names of captures', (current) => {
  const bench = useCaptures(current);
  const opened: CaptureService[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((hub) => hub.close()));
  });
  const anotherHub = async (): Promise<CaptureService> => {
    const files = new FolderStore({ root: bench.dataDir(), hubId: `hub-${String(opened.length)}` });
    const hub = await openCaptures({ database: current().database, logger, files, maxBytes: 1e6, reserveBytes: 0 });
    opened.push(hub);
    return hub;
  };
  const nameOf = async (changes: Partial<CaptureMetadataInput>): Promise<string> => (await bench.add(changes)).name;
  const startSession = async (title: string): Promise<string> => {
    const id = randomUUID();
    const owner = { ownerId: null, ownerName: 'Ana', cameraId: 'stage-1', cameraName: 'Stage' };
    const session = { id, title, ...owner, startedAt: new Date(), endedAt: null, description: '', tags: [], endReason: null };
    await current().database.use((em) => em.insert(CaptureSessionEntity, session));
    return id;
  };
  const sidecarOf = async ({ id }: Capture): Promise<unknown> =>
    JSON.parse(await readFile(`${localPathOf(await bench.service.open(id))}.json`, 'utf8'));

  it('follow the default template, and count the captures of a session and of a day', async () => {
    const sessionId = await startSession('Onion: roots');
    const stamp = 'Stage_20261122T100211.123Z';
    expect(await nameOf({ sessionId })).toBe(`Onion_ roots/2026-11-22/${stamp}_0001.jpg`);
    expect(await nameOf({ sessionId, label: 'tip/2' })).toBe(`Onion_ roots/2026-11-22/${stamp}_0002_tip_2.jpg`);
    expect(await nameOf({})).toBe(`2026-11-22/${stamp}_0001.jpg`);
    expect(await nameOf({ cameraId: 'stage-2' })).toBe(`2026-11-22/${stamp}_0001_2.jpg`);
    expect(await nameOf({ sessionId })).toBe(`Onion_ roots/2026-11-22/${stamp}_0003.jpg`);
  });

  it('follow the template of the capture, and the default one if that is invalid', async () => {
    const user = { id: randomUUID(), name: 'Ana' };
    expect(await nameOf({ nameTemplate: '{person}/{label}_{seq:03}.{ext}', label: 'x', user })).toBe('Ana/x_001.jpg');
    expect(await nameOf({ nameTemplate: '../../{label}.{ext}', label: 'x' })).toMatch(/^2026-11-22\/Stage_.*_0002_x\.jpg$/);
  });

  it('get a number when another capture has them, whatever the case', async () => {
    const names = [];
    for (const label of ['onion', 'onion', 'Onion', 'onion_2']) names.push(await nameOf({ ...BY_LABEL, label }));
    expect(names).toEqual(['onion.jpg', 'onion_2.jpg', 'Onion_3.jpg', 'onion_2_2.jpg']);
  });

  it('are in the sidecar as in the row, also after a clash', async () => {
    await bench.add({ ...BY_LABEL, label: 'onion' });
    const second = await bench.add({ ...BY_LABEL, label: 'onion' });
    expect(second.name).toBe('onion_2.jpg');
    await expect.poll(() => sidecarOf(second), SOON).toMatchObject({ name: 'onion_2.jpg' });
    expect((await bench.service.open(second.id)).filename).toBe('onion_2.jpg');
  });

  it('are unique when two hubs take captures at the same time', async () => {
    const hubs = [bench.service, await anotherHub()];
    const uploads = Array.from({ length: 24 }, (_, index): [CaptureMetadata, CaptureService] => [
      metadataOf(bench.picture, index % 3 === 0 ? {} : { ...BY_LABEL, label: 'same' }),
      hubs[index % 2] ?? bench.service,
    ]);
    const stored = await Promise.all(uploads.map(([metadata, hub]) => bench.ingest(metadata, bench.picture, hub)));
    const names = stored.map(({ capture }) => capture?.name ?? '');
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    const numbers = names.flatMap((name) => /Z_(\d{4})\.jpg$/.exec(name)?.[1] ?? []);
    expect(numbers.toSorted()).toEqual(['0001', '0002', '0003', '0004', '0005', '0006', '0007', '0008']);
  });

  it('stay when the upload is repeated', async () => {
    const metadata = metadataOf(bench.picture, { ...BY_LABEL, label: 'onion' });
    const first = await bench.ingest(metadata);
    expect(await bench.ingest(metadata)).toEqual({ ...first, created: false });
    await bench.service.patch(metadata.id, { label: 'leaf' });
    expect((await bench.ingest(metadata)).capture?.name).toBe('onion.jpg');
  });

  it('are found by a search', async () => {
    const { id } = await bench.add({ nameTemplate: '{label}/mitosis-{seq}.{ext}', label: 'x' });
    expect((await bench.list({ q: 'mitosis' })).captures.map((capture) => capture.id)).toEqual([id]);
  });

  it('are the file names for captures of earlier versions', async () => {
    const { id, filename } = await bench.add({ label: 'x' });
    await current().database.use((em) => em.nativeUpdate(CaptureEntity, { id }, { name: null }));
    expect((await bench.service.get(id)).name).toBe(filename);
    expect((await bench.service.open(id)).filename).toBe(filename);
  });
});
