/** The packages of the clients, in memory: together they have less than a megabyte. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { LIST_FILE, packageListSchema, type ClientKind, type ClientPackage } from '@eyepiece/host/build/client-packages';
import { HubError } from '../../errors.ts';
import { openInside } from '../sending/open-inside.ts';

/** Many times the size of any package. */
const MAX_BYTES = 32 * 1024 * 1024;

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

  /**
   * Without the kinds that were not built, or whose file is absent; empty if nothing was built.
   * @throws {HubError} internal, when the folder is damaged
   */
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
      throw new HubError('internal', 'The packages of the clients are damaged: run `npm start`', { cause: error });
    }
  }

  async #version(): Promise<string | undefined> {
    const list = await stat(join(this.#folder, LIST_FILE)).catch(unlessAbsent);
    return list && `${list.mtimeMs} ${list.size} ${list.ino}`;
  }
}

async function readFiles(folder: string): Promise<Files> {
  const list = await readOne(folder, LIST_FILE);
  if (list === undefined) throw new Error(`${join(folder, LIST_FILE)} is no file of this folder`);
  const { files } = packageListSchema.parse(JSON.parse(list.toString()));
  const read = files.map(async (file): Promise<[ClientKind, ClientFile][]> => {
    const bytes = await readOne(folder, file.name);
    if (bytes === undefined) return [];
    const identity = contentOf(bytes);
    const encoded = file.kind === 'embed' ? { identity, ...(await compressed(bytes)) } : { identity };
    return [[file.kind, { ...file, ...identity, encoded }]];
  });
  return new Map((await Promise.all(read)).flat());
}

async function readOne(folder: string, name: string): Promise<Buffer | undefined> {
  const file = await openInside(folder, name);
  if (file === undefined) return undefined;
  try {
    if (file.sizeBytes > MAX_BYTES) throw new Error(`${join(folder, name)} has ${file.sizeBytes} bytes, above the limit of ${MAX_BYTES}`);
    return await file.handle.readFile();
  } finally {
    await file.handle.close();
  }
}

function unlessAbsent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

const contentOf = (bytes: Buffer): Content => ({ bytes, sha256: createHash('sha256').update(bytes).digest() });

async function compressed(bytes: Buffer): Promise<Record<'br' | 'gzip', Content>> {
  const [br, gz] = await Promise.all([promisify(brotliCompress)(bytes), promisify(gzip)(bytes)]);
  return { br: contentOf(br), gzip: contentOf(gz) };
}
