import type { FileStore } from './file-store.ts';

const KEY = 'database-id';

/** Keeps the id of the database in a file store that several hubs may share. */
export function idPlaceOf(files: FileStore) {
  return {
    name: `STORE_URL=${files.name}`,
    what: 'file store',
    path: `${files.name}/${KEY}`,
    read: async (): Promise<string | undefined> => (await files.readSmall(KEY))?.toString(),
    create: (id: string): Promise<boolean> => files.create(KEY, `${id}\n`),
    replace: async (id: string): Promise<void> => {
      await files.removeFile(KEY);
      await files.create(KEY, `${id}\n`);
    },
    remove: (): Promise<void> => files.removeFile(KEY),
  };
}
