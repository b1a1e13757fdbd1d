import { Worker } from 'node:worker_threads';
import type { FilterStep } from '@eyepiece/shared-types';
import { imageRejected } from '../pictures/image-check.ts';

export interface FilterTask {
  /** Format of the master. */
  readonly path: string;
  readonly bitDepth: number;
  readonly steps: readonly FilterStep[];
  /** Goes into the file; ASCII. */
  readonly description: string;
}

/** A PNG with the depth of the master. */
export interface FilteredFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

const TIME_LIMIT_MS = 120_000;
/** Heap of the thread. The samples are outside of it; the limit on pixels bounds them. */
const HEAP_MB = 256;

/** Runs a task in a thread of its own. @throws the signal's reason; {HubError} image_rejected when the file cannot be filtered */
export async function runFilter(task: FilterTask, signal: AbortSignal): Promise<FilteredFile> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./filter-worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
  const { promise, resolve, reject } = Promise.withResolvers<FilteredFile>();
  const onAbort = (): void => {
    reject(signal.aborted ? (signal.reason as Error) : imageRejected(`Filtering took longer than ${TIME_LIMIT_MS / 1000} s`));
  };
  limit.addEventListener('abort', onAbort, { once: true });
  worker.once('message', resolve);
  worker.once('error', (error) => {
    reject(imageRejected(`The picture cannot be filtered: ${error instanceof Error ? error.message : String(error)}`, error));
  });
  worker.once('exit', (code) => {
    reject(imageRejected(`Filtering ended with status ${String(code)}`));
  });
  try {
    return await promise;
  } finally {
    limit.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
