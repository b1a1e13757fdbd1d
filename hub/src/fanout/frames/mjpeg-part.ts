/** Parts of a multipart/x-mixed-replace stream (RFC 2046 §5.1), one for each JPEG. */
import type { FrameHeader } from '@eyepiece/shared-types';
import type { Take } from './shared-bytes.ts';

const BOUNDARY = 'eyepiece-frame';
export const MJPEG_CONTENT_TYPE = `multipart/x-mixed-replace; boundary=${BOUNDARY}`;
/** Precedes the first part. */
export const MJPEG_OPENING = `--${BOUNDARY}\r\n`;
/** Browsers show a part only after the boundary that ends it, so each part carries it. */
const CLOSING = `\r\n--${BOUNDARY}\r\n`;

/**
 * Headers, JPEG and closing boundary in one buffer, for one write per client.
 * @param headers lines of the part's header, each with CRLF
 */
export function encodeMjpegPart(jpeg: Uint8Array, headers: string, take: Take = allocate): Buffer {
  const head = `Content-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n${headers}\r\n`;
  const bytes = head.length + jpeg.length + CLOSING.length;
  const part = take(bytes).subarray(0, bytes);
  part.write(head, 0, 'latin1');
  part.set(jpeg, head.length);
  part.write(CLOSING, head.length + jpeg.length, 'latin1');
  return part;
}

/** @param dateUs end of exposure, µs since the Unix epoch */
export function timeHeaders({ seq }: Pick<FrameHeader, 'seq'>, dateUs: number): string {
  return `X-Timestamp: ${(dateUs / 1e6).toFixed(6)}\r\nX-Sequence: ${seq}\r\n`;
}

const allocate: Take = (bytes) => Buffer.allocUnsafe(bytes);
