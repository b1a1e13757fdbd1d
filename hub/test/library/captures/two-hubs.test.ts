/** Two hubs change the same capture at once: their sidecars are written in any order. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { openCaptures, type CaptureService } from '../../../src/library/captures/service.ts';
import { CaptureEntity } from '../../../src/persistence/entities/library/capture.ts';
import type { Draft } from '../../../src/library/store/file-store.ts';
import { FolderStore } from '../../../src/library/store/folder/folder-store.ts';
import { describeDatabases } from '../../persistence/databases.ts';
import { logger, useCaptures } from './captures-bench.ts';
import { localPathOf } from './folders.ts';

const SOON = { timeout: 60_000 };

/** A store that stops at its next commit, until it is told to go on. */
class StoppingStore extends FolderStore {
  #stop: { readonly at: 'before' | 'after'; readonly reached: () => void; readonly goOn: Promise<void> } | undefined;

  /** @returns what to await, and a function that lets the commit go on */
  stopAt(at: 'before' | 'after'): { reached: Promise<void>; goOn: () => void } {
    const reached = Promise.withResolvers<undefined>();
    const goOn = Promise.withResolvers<undefined>();
    this.#stop = { at, reached: () => reached.resolve(undefined), goOn: goOn.promise };
    return { reached: reached.promise, goOn: () => goOn.resolve(undefined) };
  }

  override async commit(drafts: readonly Draft[]): Promise<void> {
    const stop = this.#stop;
    this.#stop = undefined;
    if (stop?.at === 'after') await super.commit(drafts);
    stop?.reached();
    await stop?.goOn;
    if (stop?.at !== 'after') await super.commit(drafts);
  }
}

describeDatabases('two hubs', (current) => {
  const bench = useCaptures(current);
  const opened: CaptureService[] = [];
  const open = async (): Promise<{ hub: CaptureService; store: StoppingStore }> => {
    const store = new StoppingStore({ root: bench.dataDir(), hubId: `hub-${String(opened.length)}` });
    const hub = await openCaptures({ database: current().database, logger, files: store, maxBytes: 1e6, reserveBytes: 0 });
    opened.push(hub);
    return { hub, store };
  };
  const sidecarOf = async (id: string): Promise<{ notes?: string }> =>
    JSON.parse(await readFile(`${localPathOf(await bench.service.open(id))}.json`, 'utf8')) as { notes?: string };
  const isDue = async (id: string): Promise<boolean> => {
    const row = await current().database.use((em) => em.findOneOrFail(CaptureEntity, { id }));
    return row.sidecarEdits < row.edits;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((hub) => hub.close()));
  });

  it('a hub that replaces a newer sidecar writes it again', async () => {
    const [one, other] = [await open(), await open()];
    const { id } = await bench.add();
    const stopped = one.store.stopAt('before');
    const late = one.hub.patch(id, { notes: 'older' });
    await stopped.reached;
    await other.hub.patch(id, { notes: 'newer' });
    expect(await sidecarOf(id)).toMatchObject({ notes: 'newer' });
    stopped.goOn();
    await late;
    await expect.poll(() => isDue(id), SOON).toBe(false);
    await expect.poll(() => sidecarOf(id), SOON).toMatchObject({ notes: 'newer' });
  });

  it('also when the other hub records its sidecar afterwards', async () => {
    const [one, other] = [await open(), await open()];
    const { id } = await bench.add();
    const before = one.store.stopAt('before');
    const late = one.hub.patch(id, { notes: 'older' });
    await before.reached;
    const after = other.store.stopAt('after');
    const early = other.hub.patch(id, { notes: 'newer' });
    await after.reached;
    before.goOn();
    await late;
    after.goOn();
    await early;
    await expect.poll(() => sidecarOf(id), SOON).toMatchObject({ notes: 'newer' });
    await expect.poll(() => isDue(id), SOON).toBe(false);
  });

  it('the leader writes recent sidecars again after a hub has crashed in between', async () => {
    const { hub } = await open();
    const { id } = await bench.add();
    const since = new Date();
    await hub.patch(id, { notes: 'newer' });
    const path = `${localPathOf(await bench.service.open(id))}.json`;
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('newer', 'older'));
    await hub.sidecars.distrustSince(since);
    await expect.poll(() => sidecarOf(id), SOON).toMatchObject({ notes: 'newer' });
  });

  it('a repeated upload writes a sidecar again that another hub has replaced', async () => {
    const { hub } = await open();
    const { id } = await bench.add();
    const path = `${localPathOf(await bench.service.open(id))}.json`;
    const whole: unknown = JSON.parse(await readFile(path, 'utf8'));
    const { metadata } = await current().database.use((em) => em.findOneOrFail(CaptureEntity, { id }));
    for (const damage of ['{}', '{']) {
      await writeFile(path, damage);
      expect(await bench.ingest(metadata, bench.picture, hub)).toMatchObject({ created: false });
      await expect.poll(() => readFile(path, 'utf8'), SOON).not.toBe(damage);
      expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(whole);
    }
  });
});
