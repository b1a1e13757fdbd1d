/** Viewers of an HTTP server like mjpg-streamer, healthy and with defects. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/input/exit-codes.ts';
import { deferred } from '../../src/timing/deferred.ts';
import { FIGURES, LAST, measure, ORDERS, perViewer, runCrowd, streamOf, VIEWERS } from './session.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Contains line breaks and dashes, as a JPEG may. */
const PICTURE = Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.from('\r\n--almost\r\n\r\n'), Buffer.alloc(1984, 0x2d)]);
const DESCRIPTION = { seq: 'X-Sequence', time: 'X-Timestamp' };

interface Style {
  readonly contentType: string;
  readonly preamble: string;
  readonly part: (seq: number) => string;
  readonly after: string;
}

const head = (seq: number): string =>
  `Content-Type: image/jpeg\r\nX-Timestamp: ${(Date.now() / 1000).toFixed(6)}\r\nX-Sequence: ${seq}\r\n`;
const STYLES: Readonly<Record<string, Style>> = {
  'mjpg-streamer': {
    contentType: 'multipart/x-mixed-replace;boundary=boundarydonotcross',
    preamble: '--boundarydonotcross\r\n',
    part: (seq) => `${head(seq)}Content-Length: ${PICTURE.length}\r\n\r\n`,
    after: '\r\n--boundarydonotcross\r\n',
  },
  'without lengths, quoted, with a preamble': {
    contentType: 'multipart/x-mixed-replace; charset=x; boundary="a frame; here"',
    preamble: 'This is a stream.\r\n\r\n--a frame; here\r\n',
    part: (seq) => `${head(seq)}\r\n`,
    after: '\r\n--a frame; here\r\n',
  },
  'with dashes in the boundary and bare line feeds': {
    contentType: 'multipart/x-mixed-replace; boundary=--myboundary',
    preamble: '--myboundary\n',
    part: (seq) => `${head(seq).replaceAll('\r\n', '\n')}\n`,
    after: '\n--myboundary\n',
  },
};

async function start(
  style: Style,
): Promise<{ url: string; viewers: ServerResponse[]; publish: (seqs: readonly number[], to?: ServerResponse[]) => void }> {
  const viewers: ServerResponse[] = [];
  const send = (to: ServerResponse, seq: number): void => {
    to.write(style.part(seq));
    to.write(PICTURE);
    to.write(style.after);
  };
  const server = createServer((request, response) => {
    if (request.url !== '/?action=stream') {
      response.writeHead(request.url === '/page' ? 200 : 404, { 'content-type': 'text/html' }).end('<html>');
      return;
    }
    response.writeHead(200, { 'content-type': style.contentType });
    response.write(style.preamble);
    send(response, 0);
    viewers.push(response);
    response.on('close', () => viewers.splice(viewers.indexOf(response), 1));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const publish = (seqs: readonly number[], to = viewers): void => {
    for (const seq of seqs) for (const viewer of to) send(viewer, seq);
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, viewers, publish };
}

describe.each(Object.entries(STYLES))('an MJPEG server in the style: %s', (_name, style) => {
  it.each(FIGURES)('with %s frames gives these figures', async (order, figures) => {
    const server = await start(style);
    const stream = await streamOf('mjpeg', DESCRIPTION);
    const report = await measure({ stream, url: `${server.url}/?action=stream`, publish: () => server.publish(ORDERS[order]) });
    expect(perViewer(report)).toEqual(figures);
    expect(report.published).toBe(LAST);
    expect(report.groups[0]?.bytes).toBe(figures.frames * VIEWERS * PICTURE.length);
    expect(report.groups[0]?.ageMs.p50).toBeGreaterThan(0);
  });
});

describe('an MJPEG server', () => {
  const style = STYLES['mjpg-streamer']!;

  it('that stops sending to a viewer is found', async () => {
    const server = await start(style);
    const stream = await streamOf('mjpeg', { seq: 'X-Sequence' });
    const publish = (): void => server.publish(ORDERS.healthy, server.viewers.slice(1));
    const { groups } = await measure({ stream, url: `${server.url}/?action=stream`, publish, expected: VIEWERS - 1 });
    expect(groups[0]).toMatchObject({ silent: 1, dropped: LAST });
  });

  it('that goes silent is left, if the description limits the silence', async () => {
    const server = await start(style);
    const stream = await streamOf('mjpeg', { idleTimeoutMs: 100 });
    const lost = deferred<string>();
    await stream.dial({ url: `${server.url}/?action=stream` }, { frame: () => undefined, message: () => undefined, lost: lost.resolve });
    expect(await lost.promise).toBe('nothing arrived for 100 ms');
    await expect.poll(() => server.viewers.length).toBe(0);
  });

  it.each([
    ['/none', 'the server refused: 404 Not Found\n'],
    ['/page', 'the answer is text/html, not multipart/x-mixed-replace with a boundary\n'],
  ])('that answers %s otherwise is reported in one line', async (path, message) => {
    const server = await start(style);
    const { code, error } = await runCrowd('--protocol', 'mjpeg', '--url', server.url + path);
    expect({ code, error }).toEqual({ code: EXIT.notWatchable, error: message });
  });

  it('without the described header is reported, with the headers that it has', async () => {
    const server = await start(style);
    const { code, error } = await runCrowd('--protocol', 'mjpeg', '--url', `${server.url}/?action=stream`, '--seq', 'X-Number');
    expect(code).toBe(EXIT.notWatchable);
    expect(error).toBe('a picture has no usable header x-number; it has: content-type, x-timestamp, x-sequence, content-length\n');
  });
});
