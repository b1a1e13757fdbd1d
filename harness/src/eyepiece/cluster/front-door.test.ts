import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { FrontDoor } from './front-door.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server that sends its name to each client, and then echoes the client's bytes. */
class Hub {
  readonly connections = new Set<Socket>();
  readonly #server: Server;
  port = 0;

  constructor(name: string) {
    this.#server = createServer((socket) => {
      this.connections.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => this.connections.delete(socket));
      socket.write(name);
      socket.pipe(socket);
    });
    closing.push(() => this.die());
  }

  async listen(): Promise<this> {
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async die(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    for (const socket of this.connections) socket.resetAndDestroy();
    await once(this.#server, 'close');
  }
}

async function dial(front: FrontDoor): Promise<Socket> {
  const socket = connect(Number(new URL(front.url).port), '127.0.0.1');
  socket.on('error', () => socket.destroy());
  closing.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function read(socket: Socket): Promise<string> {
  return String(((await once(socket, 'data')) as [Buffer])[0]);
}

/** The names of the hubs that get the next connections. */
async function next(front: FrontDoor, count: number): Promise<string[]> {
  const names: string[] = [];
  while (names.length < count) names.push(await read(await dial(front)));
  return names;
}

async function open(...names: string[]): Promise<{ hubs: Hub[]; front: FrontDoor }> {
  const hubs = await Promise.all(names.map((name) => new Hub(name).listen()));
  const front = await FrontDoor.open(hubs.map(({ port }) => port));
  closing.push(() => front.close());
  return { hubs, front };
}

it('gives connections to the hubs in turn, and passes over those that refuse', async () => {
  const { hubs, front } = await open('a', 'b', 'c');
  expect(await next(front, 4)).toEqual(['a', 'b', 'c', 'a']);
  await hubs[1]?.die();
  expect(await next(front, 3)).toEqual(['c', 'c', 'a']);
  await hubs[1]?.listen();
  expect(await next(front, 3)).toEqual(['b', 'c', 'a']);
});

it('prefers a hub, and takes hubs out', async () => {
  const { front } = await open('a', 'b');
  front.prefer(1);
  expect(await next(front, 2)).toEqual(['b', 'b']);
  front.takeOut(1);
  expect(await next(front, 2)).toEqual(['a', 'a']);
  front.takeOut(0);
  expect(await next(front, 1)).toEqual(['b']);
  front.putBack(0);
  expect(await next(front, 1)).toEqual(['a']);
});

it('ends a connection when either side ends it, and all when it closes', async () => {
  const { hubs, front } = await open('a');
  const [hub] = hubs as [Hub];
  const first = await dial(front);
  expect(await read(first)).toBe('a');
  first.write('x'.repeat(1000));
  expect(await read(first)).toBe('x'.repeat(1000));
  first.destroy();
  await expect.poll(() => hub.connections.size).toBe(0);

  const second = await dial(front);
  expect(await read(second)).toBe('a');
  for (const socket of hub.connections) socket.resetAndDestroy();
  await expect.poll(() => second.destroyed).toBe(true);

  const third = await dial(front);
  expect(await read(third)).toBe('a');
  await front.close();
  await expect.poll(() => [third.destroyed, hub.connections.size]).toEqual([true, 0]);
});

it('strands the hubs when asked to: only the clients see the end', async () => {
  const { hubs, front } = await open('a');
  const [hub] = hubs as [Hub];
  const socket = await dial(front);
  expect(await read(socket)).toBe('a');
  front.strand();
  await expect.poll(() => socket.destroyed).toBe(true);
  expect(await next(front, 1)).toEqual(['a']);
  expect(hub.connections.size).toBe(2);
  await front.close();
  await expect.poll(() => hub.connections.size).toBe(0);
});

it('ends a connection that no hub accepts', async () => {
  const { hubs, front } = await open('a');
  await hubs[0]?.die();
  const socket = await dial(front);
  socket.resume();
  await expect.poll(() => socket.destroyed).toBe(true);
});
