import { describe, expect, it } from 'vitest';
import { boundaryOf, MultipartReader } from './multipart-reader.ts';

const MAX = 1000;

function read(boundary: string, stream: Buffer, size: number): unknown[] {
  const seen: unknown[] = [];
  const part = (headers: ReadonlyMap<string, string>, bytes: number): void => void seen.push([headers.get('x-n'), bytes]);
  const reader = new MultipartReader(boundary, { part, end: () => seen.push('end') }, MAX);
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < stream.length; at += size) {
    const bytes = stream.copy(buffer, 0, at, at + size);
    reader.push(buffer.subarray(0, bytes));
    buffer.fill(0xee);
  }
  return seen;
}

describe('a stream', () => {
  const stream = Buffer.from(
    'preamble\r\n--b\r\nX-N: 1\r\nContent-Length: 5\r\n\r\n--b\r\n\r\n--b\r\nx-n:2\r\n\r\na--b?\r\n\r\n--b\nX-N: 3\nContent-Length: 0\n\n\n--b\nX-N: 4\n\n\r\n--\r\n--b--\r\nafter --b\r\n',
  );
  for (const size of [1, 2, 3, 7, 64, stream.length]) {
    it(`is read correctly in pieces of ${size} bytes from a reused buffer`, () => {
      expect(read('b', stream, size)).toEqual([['1', 5], ['2', 7], ['3', 0], ['4', 4], 'end']);
    });
  }
});

describe('bounds', () => {
  it.each([
    ['a part that is too long', '--b\r\n\r\n' + 'x'.repeat(2 * MAX), 'a picture is longer than 1000 bytes'],
    ['a length that is too long', '--b\r\nContent-Length: 1001\r\n\r\n', 'a picture has a Content-Length of 1001'],
    ['a length that is no number', '--b\r\nContent-Length: -1\r\n\r\n', 'a picture has a Content-Length of -1'],
    ['endless headers', '--b\r\n' + 'X-N: 1\r\n'.repeat(4000), 'the headers of a part is longer'],
    ['an endless preamble', 'x'.repeat(100_000), 'there is no boundary in 65536 bytes'],
  ])('%s ends the stream', (_what, text, message) => {
    expect(() => read('b', Buffer.from(text), 512)).toThrow(message);
  });
});

describe('the content type', () => {
  it.each([
    ['multipart/x-mixed-replace;boundary=b', 'b'],
    ['multipart/x-mixed-replace; boundary="b c"', 'b c'],
    ['multipart/x-mixed-replace; charset=x; Boundary=--b; q=1', '--b'],
  ])('%s names a boundary', (type, boundary) => expect(boundaryOf(type)).toBe(boundary));

  it.each([['text/html'], ['multipart/x-mixed-replace'], [undefined]])('%s names none', (type) => {
    expect(() => boundaryOf(type)).toThrow('not multipart/x-mixed-replace with a boundary');
  });
});
