import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { adoptPlace, claimDataFolder, claimPlace, dataFolder, WrongDataFolderError } from '../../src/persistence/data-folder.ts';
import { InstallationEntity } from '../../src/persistence/entities/installation.ts';
import { describeDatabases } from './databases.ts';

describeDatabases('the data folder of a database', (current) => {
  const folders: string[] = [];
  const folder = async (): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), 'eyepiece-folder-'));
    folders.push(made);
    return made;
  };
  const claim = (dataDir: string): Promise<void> => claimDataFolder(current().database, dataDir);
  const idIn = async (dataDir: string): Promise<string> => (await readFile(join(dataDir, 'database-id'), 'utf8')).trim();
  let first: string;

  beforeEach(async () => {
    first = await folder();
  });
  afterEach(async () => {
    for (const made of folders.splice(0)) await rm(made, { recursive: true, force: true });
  });

  it('is the first folder that opened the database, at every start', async () => {
    await claim(first);
    await claim(first);
    const row = await current().database.use((em) => em.findOneOrFail(InstallationEntity, { id: 1 }));
    expect(row.databaseId).toBe(await idIn(first));
  });

  it('cannot be another folder: the message names both ids', async () => {
    await claim(first);
    const second = await folder();
    await expect(claim(second)).rejects.toThrow(WrongDataFolderError);
    const id = await idIn(first);
    await expect(claim(second)).rejects.toThrow(`DATA_DIR=${second} has no database id, but the database is ${id}`);
    const other = randomUUID();
    await writeFile(join(second, 'database-id'), other);
    await expect(claim(second)).rejects.toThrow(`belongs to the database ${other}`);
    await writeFile(join(second, 'database-id'), 'nonsense');
    await expect(claim(second)).rejects.toThrow('must hold the id of the database');
    await writeFile(join(second, 'database-id'), `${id}\n`);
    await claim(second);
  });

  it('is one of two folders that open the database at once', async () => {
    const both = [first, await folder()];
    const outcomes = await Promise.allSettled(both.map((each) => claim(each)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const winner = both[outcomes.findIndex(({ status }) => status === 'fulfilled')]!;
    await claim(winner);
  });

  it('can be a common one of two hubs that start at once', async () => {
    const place = dataFolder(first);
    // The other hub claims it completely while this one reads.
    const read = async (): Promise<string | undefined> => {
      const before = await place.read();
      await claim(first);
      return before;
    };
    let reads = 0;
    await claimPlace(current().database, { ...place, read: () => (++reads === 1 ? read() : place.read()) });
    await claim(first);
  });

  it('passes its id to a new database, and takes the id of a restored one', async () => {
    const id = randomUUID();
    await writeFile(join(first, 'database-id'), id);
    await claim(first);
    const copy = await folder();
    await adoptPlace(current().database, dataFolder(copy));
    expect(await idIn(copy)).toBe(id);
    await claim(copy);
  });
});
