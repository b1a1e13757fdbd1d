/**
 * Reads multipart/x-mixed-replace without storing the pictures. Servers differ: with or without Content-Length, with
 * the leading dashes of the delimiter inside the declared boundary, with lines that end in LF alone, with a preamble.
 */

const HEADERS_MAX_BYTES = 16 * 1024;
const PREAMBLE_MAX_BYTES = 64 * 1024;
/** Two dashes and a line break. */
const BEFORE_DELIMITER_MAX_BYTES = 4;
const LF = 0x0a;

export interface PartHandler {
  /** When the last byte of a part has arrived. `headers`: names in lower case. */
  part(headers: ReadonlyMap<string, string>, bytes: number): void;
  /** The delimiter that ends the stream. */
  end(): void;
}

export class MultipartError extends Error {
  override readonly name = 'MultipartError';
}

/** @throws {MultipartError} if the content type is no multipart, or has no boundary */
export function boundaryOf(contentType: string | undefined): string {
  const [, boundary = ''] = /^multipart\/[^;]+;(?:.*;)?\s*boundary=("(?:[^"\\]|\\.)+"|[^;\s]+)/i.exec(contentType ?? '') ?? [];
  if (boundary === '')
    throw new MultipartError(`the answer is ${contentType ?? 'of no type'}, not multipart/x-mixed-replace with a boundary`);
  return boundary.startsWith('"') ? boundary.slice(1, -1).replaceAll(/\\(.)/g, '$1') : boundary;
}

type State = 'preamble' | 'delimiter' | 'headers' | 'counted body' | 'searched body' | 'ended';

export class MultipartReader {
  readonly #handler: PartHandler;
  readonly #maxPartBytes: number;
  readonly #delimiter: Buffer;
  #state: State = 'preamble';
  /** Bytes of a line, of headers or of a possible delimiter that are not complete. */
  #kept: Buffer = Buffer.alloc(0);
  #skipped = 0;
  #headers = new Map<string, string>();
  #bytes = 0;
  #remaining = 0;

  constructor(boundary: string, handler: PartHandler, maxPartBytes: number) {
    this.#handler = handler;
    this.#maxPartBytes = maxPartBytes;
    this.#delimiter = Buffer.from(boundary.startsWith('--') ? boundary : `--${boundary}`, 'latin1');
  }

  /** @throws {MultipartError} if the stream is no multipart or exceeds the bounds */
  push(chunk: Buffer): void {
    let rest = chunk;
    if (this.#kept.length > 0) {
      rest = Buffer.concat([this.#kept, chunk]);
      this.#kept = Buffer.alloc(0);
    }
    while (rest.length > 0 && this.#state !== 'ended') {
      const next = this.#step(rest);
      if (next === undefined) {
        // Copied, because the chunk may be overwritten.
        this.#kept = Buffer.from(rest);
        return;
      }
      rest = next;
    }
  }

  /** @returns the unread rest, or undefined if more bytes are needed */
  #step(rest: Buffer): Buffer | undefined {
    switch (this.#state) {
      case 'preamble':
        return this.#preamble(rest);
      case 'delimiter':
        return this.#afterDelimiter(rest);
      case 'headers':
        return this.#readHeaders(rest);
      case 'counted body':
        return this.#countBody(rest);
      default:
        return this.#searchBody(rest);
    }
  }

  /** Text before a delimiter: of the whole stream, or the line break after a counted body. */
  #preamble(rest: Buffer): Buffer | undefined {
    const at = rest.indexOf(this.#delimiter);
    const skipped = at < 0 ? Math.max(0, rest.length - this.#delimiter.length + 1) : at;
    this.#skipped += skipped;
    if (this.#skipped > PREAMBLE_MAX_BYTES) throw new MultipartError(`there is no boundary in ${PREAMBLE_MAX_BYTES} bytes`);
    if (at < 0) return skipped === 0 ? undefined : rest.subarray(skipped);
    this.#skipped = 0;
    this.#state = 'delimiter';
    return rest.subarray(at + this.#delimiter.length);
  }

  #afterDelimiter(rest: Buffer): Buffer | undefined {
    const line = rest.indexOf(LF);
    if (rest.length >= 2 && rest.toString('latin1', 0, 2) === '--') {
      this.#state = 'ended';
      this.#handler.end();
      return undefined;
    }
    if (line < 0) {
      checkLength(rest, 'boundary');
      return undefined;
    }
    this.#state = 'headers';
    return rest.subarray(line + 1);
  }

  #readHeaders(rest: Buffer): Buffer | undefined {
    const end = headersEnd(rest);
    if (end === undefined) {
      checkLength(rest, 'headers of a part');
      return undefined;
    }
    this.#headers = parseHeaders(rest.toString('latin1', 0, end));
    this.#bytes = 0;
    const length = this.#headers.get('content-length');
    if (length === undefined) {
      this.#state = 'searched body';
      return rest.subarray(end);
    }
    const bytes = /^\d+$/.test(length) ? Number(length) : Number.NaN;
    if (!(bytes <= this.#maxPartBytes))
      throw new MultipartError(`a picture has a Content-Length of ${length}; at most ${this.#maxPartBytes} is read`);
    this.#remaining = bytes;
    this.#bytes = bytes;
    if (bytes === 0) this.#partEnded();
    else this.#state = 'counted body';
    return rest.subarray(end);
  }

  #countBody(rest: Buffer): Buffer {
    const taken = Math.min(rest.length, this.#remaining);
    this.#remaining -= taken;
    if (this.#remaining === 0) this.#partEnded();
    return rest.subarray(taken);
  }

  #searchBody(rest: Buffer): Buffer | undefined {
    for (let at = rest.indexOf(this.#delimiter); at >= 0; at = rest.indexOf(this.#delimiter, at + 1)) {
      const end = bodyEnd(rest, at);
      if (end === undefined) continue;
      this.#grow(end);
      this.#partEnded();
      this.#state = 'delimiter';
      return rest.subarray(at + this.#delimiter.length);
    }
    const safe = Math.max(0, rest.length - this.#delimiter.length - BEFORE_DELIMITER_MAX_BYTES);
    this.#grow(safe);
    return safe === 0 ? undefined : rest.subarray(safe);
  }

  #grow(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#maxPartBytes) throw new MultipartError(`a picture is longer than ${this.#maxPartBytes} bytes`);
  }

  #partEnded(): void {
    this.#state = 'preamble';
    this.#handler.part(this.#headers, this.#bytes);
  }
}

function checkLength(rest: Buffer, what: string): void {
  if (rest.length > HEADERS_MAX_BYTES) throw new MultipartError(`the ${what} is longer than ${HEADERS_MAX_BYTES} bytes`);
}

/** Where the body begins: after an empty line. */
function headersEnd(rest: Buffer): number | undefined {
  for (let from = 0; ;) {
    const line = rest.indexOf(LF, from);
    if (line < 0) return undefined;
    if (line === from || (line === from + 1 && rest[from] === 0x0d)) return line + 1;
    from = line + 1;
  }
}

function parseHeaders(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

/**
 * Where a body before a delimiter ends; undefined: the delimiter is part of the body. The line break before a delimiter
 * belongs to it. A boundary that is declared with dashes may be sent with two more.
 */
function bodyEnd(rest: Buffer, at: number): number | undefined {
  const start = rest.toString('latin1', Math.max(0, at - 2), at) === '--' ? at - 2 : at;
  if (start === 0 || rest[start - 1] !== LF) return undefined;
  return start > 1 && rest[start - 2] === 0x0d ? start - 2 : start - 1;
}
