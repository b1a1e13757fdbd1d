import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { backoffMs } from '@eyepiece/shared-types/wire/backoff';
import type { Capture } from '@eyepiece/shared-types';
import { throwIfAborted, within } from '../deadline.ts';
import { HubError } from '../hub-error.ts';
import type { Rest } from '../rest/rest.ts';

type File = Pick<Capture, 'id' | 'name' | 'sizeBytes' | 'sha256'>;

/** Longest wait for the response and for each piece, ms. */
const PIECE_TIMEOUT_MS = 30_000;
/** Attempts in a row that bring nothing. */
const TRIES = 5;

/** @internal The file in pieces. The last one follows the comparison of the digest. */
export async function* downloadChunks(rest: Rest, file: File, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const digest = sha256.create();
  let held: Uint8Array | undefined;
  let read = 0;
  for (let failures = 0; ;) {
    try {
      for await (const piece of bodyFrom(rest, file, read, signal)) {
        failures = 0;
        read += piece.byteLength;
        if (read > file.sizeBytes) throw damaged(file, `more than ${file.sizeBytes} bytes have come`);
        digest.update(piece);
        if (held) yield held;
        held = piece;
      }
      if (read >= file.sizeBytes) break;
      throw new HubError('hub_unreachable', `${file.name}: the connection ended after ${read} of ${file.sizeBytes} bytes`);
    } catch (error) {
      throwIfAborted(signal);
      if (!isPassing(error) || ++failures >= TRIES) throw error;
      await delay(backoffMs(failures - 1, Math.random()), signal);
    }
  }
  const actual = bytesToHex(digest.digest());
  if (actual !== file.sha256) throw damaged(file, `its SHA-256 is ${actual}, not ${file.sha256}`);
  if (held) yield held;
}

/** @internal */
export async function wholeFile(file: File, chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(file.sizeBytes);
  let at = 0;
  for await (const piece of chunks) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}

/** The rest of the file in one response. */
async function* bodyFrom(rest: Rest, file: File, offset: number, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const late = new AbortController();
  const headers = offset > 0 ? { range: `bytes=${offset}-` } : {};
  const request = new Request(`${rest.api}/captures/${encodeURIComponent(file.id)}/file`, {
    headers,
    cache: 'no-store',
    signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
  });
  try {
    const response = await within(rest.response(request), PIECE_TIMEOUT_MS, file.name, signal);
    // A proxy may send the whole file all the same.
    let skip = response.status === 206 ? 0 : offset;
    const reader = response.body?.getReader();
    if (!reader) return;
    for (;;) {
      const { done, value } = await within(reader.read(), PIECE_TIMEOUT_MS, file.name, signal);
      if (done) return;
      const piece = value.subarray(Math.min(skip, value.byteLength));
      skip -= value.byteLength - piece.byteLength;
      if (piece.byteLength > 0) yield piece;
    }
  } finally {
    // Ends the connection when the loop stops before the end.
    late.abort();
  }
}

/** The hub or the network may work again in a moment. `TypeError` is what fetch throws when a body breaks off. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof HubError)) return error instanceof TypeError;
  return ['hub_unreachable', 'hub_timeout', 'shutting_down', 'store_unavailable', 'database_unavailable', 'rate_limited'].includes(
    error.code,
  );
}

function damaged(file: File, why: string): HubError {
  return new HubError('digest_mismatch', `${file.name} is damaged: ${why}`);
}

function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return within(new Promise<void>((resolve) => setTimeout(resolve, ms)), 2 * ms, 'the pause', signal);
}
