/** The packages of the clients, in memory: together they have less than a megabyte. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { LIST_FILE, packageListSchema, type ClientKind, type ClientPackage } from '@eyepiece/host/build/client-packages';

export type Encoding = 'br' | 'gzip' | 'identity';

interface Content {
  readonly bytes: Buffer;
  readonly sha256: Buffer;
}

export interface ClientFile extends ClientPackage, Content {
  /** A script is sent compressed. Archives are compressed already. */
  readonly encoded: Readonly<Partial<Record<Encoding, Content>>>;
}

type Files = ReadonlyMap<ClientKind, ClientFile>;

/** Reads the folder again after it was built again. Bytes and digest of a file always belong together. */
export class ClientFiles {
  readonly #folder: string;
  #read: { readonly version: string; readonly files: Promise<Files> } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Without the kinds that were not built, or whose file is absent; empty if nothing was built. @throws when the folder is damaged */
  async all(): Promise<Files> {
    const version = await this.#version();
    if (version === undefined) return new Map();
    if (this.#read?.version !== version) this.#read = { version, files: readFiles(this.#folder) };
    const { files } = this.#read;
    try {
      return await files;
    } catch (error) {
      // A build may be replacing them.
      if (this.#read.files === files) this.#read = undefined;
      throw error;
    }
  }

  async #version(): Promise<string | undefined> {
    const list = await stat(join(this.#folder, LIST_FILE)).catch(unlessAbsent);
    return list && `${list.mtimeMs} ${list.size} ${list.ino}`;
  }
}

async function readFiles(folder: string): Promise<Files> {
  const { files } = packageListSchema.parse(JSON.parse(await readFile(join(folder, LIST_FILE), 'utf8')));
  const read = files.map(async (file): Promise<[ClientKind, ClientFile][]> => {
    const bytes = await readFile(join(folder, file.name)).catch(unlessAbsent);
    if (bytes === undefined) return [];
    const identity = contentOf(bytes);
    const encoded = file.kind === 'embed' ? { identity, ...(await compressed(bytes)) } : { identity };
    return [[file.kind, { ...file, ...identity, encoded }]];
  });
  return new Map((await Promise.all(read)).flat());
}

function unlessAbsent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

const contentOf = (bytes: Buffer): Content => ({ bytes, sha256: createHash('sha256').update(bytes).digest() });

async function compressed(bytes: Buffer): Promise<Record<'br' | 'gzip', Content>> {
  const [br, gz] = await Promise.all([promisify(brotliCompress)(bytes), promisify(gzip)(bytes)]);
  return { br: contentOf(br), gzip: contentOf(gz) };
}
