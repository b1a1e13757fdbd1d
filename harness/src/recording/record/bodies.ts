/** The body of a response as it is recorded: JSON without compression and without secrets, all else as it arrived. */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { TappedExchange } from '../../proxy/relay/tap.ts';
import { keptHeaders, redactedJson } from '../redaction.ts';

const JSON_MAX_BYTES = 32 * 1024 * 1024;
const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i;
const DECOMPRESS: Readonly<Record<string, typeof gunzipSync>> = {
  gzip: gunzipSync,
  br: (body, options) => brotliDecompressSync(body, options),
  deflate: inflateSync,
};

export interface RecordedBody {
  readonly headers: { name: string; value: string }[];
  readonly body: Buffer;
  readonly bodyOmitted: boolean;
}

export function recordedBody({ rawHeaders, body }: TappedExchange): RecordedBody {
  const headers = keptHeaders(rawHeaders);
  if (body === undefined) return { headers, body: Buffer.alloc(0), bodyOmitted: true };
  const valueOf = (name: string): string => headers.find((header) => header.name === name)?.value ?? '';
  if (!JSON_TYPE.test(valueOf('content-type'))) return { headers, body, bodyOmitted: false };
  try {
    const plain = decompressed(body, valueOf('content-encoding').toLowerCase());
    return { headers: headers.filter(({ name }) => name !== 'content-encoding'), body: redactedJson(plain), bodyOmitted: false };
  } catch {
    // Unreadable JSON might hold secrets.
    return { headers, body: Buffer.alloc(0), bodyOmitted: true };
  }
}

/** @throws if the body cannot be read */
function decompressed(body: Buffer, encoding: string): Buffer {
  if (encoding === '' || encoding === 'identity' || body.length === 0) return body;
  const decompress = DECOMPRESS[encoding];
  if (!decompress) throw new RangeError(`unknown encoding ${encoding}`);
  return decompress(body, { maxOutputLength: JSON_MAX_BYTES });
}
