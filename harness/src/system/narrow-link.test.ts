import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { NarrowLink, type LinkShape } from './narrow-link.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function through(shape: LinkShape, serve: (socket: Socket) => void): Promise<{ client: Socket; link: NarrowLink }> {
  const server: Server = createServer((socket) => {
    closers.push(() => socket.destroy());
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  const link = await NarrowLink.start(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), shape);
  closers.push(() => link.close());
  const client = connect(Number(new URL(link.url).port), '127.0.0.1');
  closers.push(() => client.destroy());
  await once(client, 'connect');
  return { client, link };
}

async function read(client: Socket, bytes: number): Promise<{ received: Buffer; ms: number }> {
  const startedMs = performance.now();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of client.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= bytes) break;
  }
  return { received: Buffer.concat(chunks), ms: performance.now() - startedMs };
}

const content = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7) & 0xff));

it('passes bytes on unchanged, no faster than the link', async () => {
  const { client } = await through({ bitsPerSecond: 1_000_000 }, (socket) => socket.write(content));
  const { received, ms } = await read(client, content.length);
  expect(received.equals(content)).toBe(true);
  // 50 kB at 1 Mbit/s take 400 ms. A busy machine may take longer, never shorter.
  expect(ms).toBeGreaterThan(380);
});

it('delays each direction by half the round trip', async () => {
  const { client } = await through({ roundTripMs: 200 }, (socket) => socket.on('data', (chunk) => socket.write(chunk)));
  client.write('ping');
  const { received, ms } = await read(client, 4);
  expect(received.toString()).toBe('ping');
  expect(ms).toBeGreaterThanOrEqual(198);
});

it('delays messages in parallel', async () => {
  const { client } = await through({ roundTripMs: 200 }, (socket) => socket.on('data', (chunk) => socket.write(chunk)));
  const startedMs = performance.now();
  for (let count = 0; count < 50; count += 1) client.write(content.subarray(count * 1000, (count + 1) * 1000));
  const { received } = await read(client, content.length);
  expect(received.equals(content)).toBe(true);
  // In sequence they would take 50 × 200 ms.
  expect(performance.now() - startedMs).toBeLessThan(5000);
});

it('delivers everything sent before the end, then the end', async () => {
  const { client } = await through({ bitsPerSecond: 4_000_000, roundTripMs: 20 }, (socket) => socket.end(content));
  const chunks: Buffer[] = [];
  for await (const chunk of client as AsyncIterable<Buffer>) chunks.push(chunk);
  expect(Buffer.concat(chunks).equals(content)).toBe(true);
});

it('cuts its connections when closed, also when closed twice', async () => {
  const { client, link } = await through({}, () => undefined);
  const closed = once(client, 'close');
  client.on('error', () => undefined);
  await Promise.all([link.close(), closed]);
  await link.close();
});

it.each([
  [{ bitsPerSecond: 10 }, 'bitsPerSecond 10 is not from 1000 to 10000000000'],
  [{ bitsPerSecond: Number.NaN }, 'bitsPerSecond NaN'],
  [{ roundTripMs: -1 }, 'roundTripMs -1 is not from 0 to 60000'],
])('refuses %j', async (shape, message) => {
  await expect(NarrowLink.start(new URL('http://127.0.0.1:1'), shape)).rejects.toThrow(message);
});

it('refuses TLS', async () => {
  await expect(NarrowLink.start(new URL('https://127.0.0.1:1'), {})).rejects.toThrow('only http://');
});
