/** A part of a bucket: requests with deadlines, and keys without the prefix. Errors are those of the SDK. */
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Readable } from 'node:stream';
import type { S3Location } from '../location.ts';
import { isNotFound } from './failures.ts';

const CONNECT_MS = 5000;
/** A connection without any byte for this long is broken. */
const IDLE_MS = 60_000;
/** A request with all its attempts. */
const DEADLINE_MS = 60_000;
/** Slowest upload that is waited for, bytes per millisecond: 250 kB/s. */
const SLOWEST = 250;
const ATTEMPTS = 4;
const SOCKETS = 48;
/** S3 allows 10,000 parts; 64 GiB, the largest capture, then need 6.6 MiB. */
export const PART_BYTES = 8 * 1024 * 1024;
/** Parts of one upload in flight. Each is held in memory. */
const PARTS_AT_ONCE = 3;

export interface StoredObject {
  readonly sizeBytes: number;
  /** SHA-256 that the hub stored with it, hex. */
  readonly sha256: string | undefined;
}

export interface PutOptions {
  /** SHA-256, hex. The endpoint verifies it for small objects. */
  readonly sha256?: string | undefined;
  /** Fail with status 412 when the object exists. */
  readonly onlyNew?: boolean | undefined;
}

export interface UnfinishedUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly startedAt: Date | undefined;
}

export class Bucket {
  readonly name: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor({ bucket, prefix, endpoint, region, pathStyle }: S3Location) {
    this.name = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`;
    this.#bucket = bucket;
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
    const agent = { maxSockets: SOCKETS };
    this.#client = new S3Client({
      region,
      forcePathStyle: pathStyle,
      ...(endpoint !== undefined && { endpoint }),
      maxAttempts: ATTEMPTS,
      // Endpoints other than AWS may not know the checksums that the SDK adds by itself.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        requestTimeout: DEADLINE_MS,
        throwOnRequestTimeout: true,
        socketTimeout: IDLE_MS,
        httpAgent: agent,
        httpsAgent: agent,
      },
    });
  }

  /** @returns undefined when it does not exist */
  async head(key: string): Promise<StoredObject | undefined> {
    try {
      const answer = await this.#client.send(new HeadObjectCommand(this.#at(key)), deadline());
      return { sizeBytes: answer.ContentLength ?? 0, sha256: answer.Metadata?.['sha256'] };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** @param range as in HTTP: bytes=0-9 */
  async get(key: string, range?: string): Promise<{ body: Readable; object: StoredObject }> {
    const aborting = new AbortController();
    // Ends with the headers: clients may read the body slowly.
    const timer = setTimeout(() => aborting.abort(), DEADLINE_MS).unref();
    const command = new GetObjectCommand({ ...this.#at(key), Range: range });
    const answer = await this.#client.send(command, { abortSignal: aborting.signal }).finally(() => clearTimeout(timer));
    // In Node, bodies are streams of Node.
    const body = answer.Body as Readable;
    return { body, object: { sizeBytes: answer.ContentLength ?? 0, sha256: answer.Metadata?.['sha256'] } };
  }

  async put(key: string, content: Uint8Array, { sha256, onlyNew }: PutOptions = {}): Promise<void> {
    const checksum = sha256 === undefined ? { ChecksumAlgorithm: 'SHA256' as const } : { ChecksumSHA256: base64(sha256) };
    const input = { ...this.#input(key, { sha256, onlyNew }), ...checksum, Body: content };
    await this.#client.send(new PutObjectCommand(input), deadline(content.byteLength));
  }

  /** Uploads in parts, each with its SHA-256. On failure the parts are deleted. */
  async putParts(key: string, content: Readable, sizeBytes: number, options: PutOptions): Promise<void> {
    const upload = new Upload({
      client: this.#client,
      params: { ...this.#input(key, options), ChecksumAlgorithm: 'SHA256', Body: content },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
      leavePartsOnError: false,
    });
    const timer = setTimeout(() => void upload.abort(), deadlineMs(sizeBytes)).unref();
    try {
      await upload.done();
    } finally {
      clearTimeout(timer);
      content.destroy();
    }
  }

  async delete(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.#at(key)), deadline());
  }

  /** On the side of the endpoint; at most 5 GB. */
  async copy(from: string, to: string, sizeBytes: number): Promise<void> {
    const source = `${this.#bucket}/${this.#prefix}${from}`.split('/').map(encodeURIComponent).join('/');
    await this.#client.send(new CopyObjectCommand({ ...this.#at(to), CopySource: source }), deadline(sizeBytes));
  }

  /** Keys that start with `start`, a page at a time. */
  async *keys(start: string): AsyncGenerator<{ key: string; sizeBytes: number }> {
    for (let token: string | undefined; ;) {
      const page = await this.#list(start, { ContinuationToken: token });
      for (const { Key, Size } of page.Contents ?? []) {
        if (Key !== undefined) yield { key: Key.slice(this.#prefix.length), sizeBytes: Size ?? 0 };
      }
      token = page.NextContinuationToken;
      if (token === undefined) return;
    }
  }

  /** Names directly in a folder. @param start empty, or with a slash at its end */
  async names(start: string): Promise<string[]> {
    const found: string[] = [];
    for (let token: string | undefined; ;) {
      const page = await this.#list(start, { Delimiter: '/', ContinuationToken: token });
      const skipped = this.#prefix.length + start.length;
      for (const { Prefix = '' } of page.CommonPrefixes ?? []) found.push(Prefix.slice(skipped, -1));
      // Some endpoints list a folder as an object with a slash at its end.
      for (const { Key = '' } of page.Contents ?? []) if (Key.length > skipped && !Key.endsWith('/')) found.push(Key.slice(skipped));
      token = page.NextContinuationToken;
      if (token === undefined) return [...new Set(found)].sort();
    }
  }

  /** Uploads in parts that are not complete, of keys that start with `start`. */
  async *unfinishedUploads(start = ''): AsyncGenerator<UnfinishedUpload> {
    for (let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {}; ;) {
      const command = new ListMultipartUploadsCommand({ Bucket: this.#bucket, Prefix: this.#prefix + start, ...marker });
      const page = await this.#client.send(command, deadline());
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (Key !== undefined && UploadId !== undefined)
          yield { key: Key.slice(this.#prefix.length), uploadId: UploadId, startedAt: Initiated };
      }
      if (page.IsTruncated !== true || page.NextKeyMarker === undefined) return;
      marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
  }

  async abortUpload({ key, uploadId }: UnfinishedUpload): Promise<void> {
    try {
      await this.#client.send(new AbortMultipartUploadCommand({ ...this.#at(key), UploadId: uploadId }), deadline());
    } catch (error) {
      // It has ended meanwhile.
      if (!isNotFound(error)) throw error;
    }
  }

  close(): void {
    this.#client.destroy();
  }

  #list(start: string, options: { Delimiter?: string; ContinuationToken?: string | undefined }) {
    const command = new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: this.#prefix + start, ...options });
    return this.#client.send(command, deadline());
  }

  #input(key: string, { sha256, onlyNew }: PutOptions): PutObjectCommandInput {
    return { ...this.#at(key), ...(sha256 !== undefined && { Metadata: { sha256 } }), ...(onlyNew === true && { IfNoneMatch: '*' }) };
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }
}

/** How long an upload or a copy of this size may take. */
export function deadlineMs(bytes: number): number {
  return DEADLINE_MS + Math.ceil(bytes / SLOWEST);
}

function deadline(bytes = 0): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(deadlineMs(bytes)) };
}

const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
