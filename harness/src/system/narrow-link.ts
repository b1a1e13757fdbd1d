/**
 * A slow or distant link between a client and a server, without root. A TCP proxy reads bytes from the server no faster
 * than the link would, and passes each on when its last bit would have arrived.
 *
 * Limits: there is no loss and no reordering. The kernel's buffers on both sides of the proxy hold what TCP allows, as
 * at both ends of a real link. The server's side reads in small pieces, so that data queues in the server's socket, as
 * on a real link.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Bytes per read from the server when the rate is limited: 33 ms at 1 Mbit/s. */
const PIECE_BYTES = 4096;
const WIDE_PIECE_BYTES = 64 * 1024;
/** Maximum bytes held for the delay; the rest stays in the kernel. */
const DELAYED_MAX_BYTES = 16 * 1024 * 1024;

/** Applies to each connection separately. */
export interface LinkShape {
  /** From server to client; absent: unlimited. */
  readonly bitsPerSecond?: number | undefined;
  /** Half of it in each direction. */
  readonly roundTripMs?: number | undefined;
}

export class NarrowLink {
  readonly #server: Server;
  readonly #target: URL;
  readonly #shape: LinkShape;
  readonly #sockets = new Set<Socket>();

  private constructor(target: URL, shape: LinkShape) {
    this.#target = target;
    this.#shape = shape;
    this.#server = createServer((client) => this.#carry(client));
  }

  /** Listens on a free port of loopback. @throws {RangeError} if the shape is invalid */
  static async start(target: URL, shape: LinkShape): Promise<NarrowLink> {
    if (target.protocol !== 'http:') throw new RangeError(`${target.origin}: a simulated link supports only http://`);
    check('bitsPerSecond', shape.bitsPerSecond, 1000, 10e9);
    check('roundTripMs', shape.roundTripMs, 0, 60_000);
    const link = new NarrowLink(target, shape);
    link.#server.listen(0, '127.0.0.1');
    await once(link.#server, 'listening');
    return link;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts all connections. May be called twice. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #carry(client: Socket): void {
    const { bitsPerSecond, roundTripMs = 0 } = this.#shape;
    const delayMs = roundTripMs / 2;
    const down = new Lane(client, { bitsPerSecond, delayMs });
    const server: Socket = connect({
      host: this.#target.hostname,
      port: Number(this.#target.port) || 80,
      onread: {
        buffer: Buffer.allocUnsafe(bitsPerSecond === undefined ? WIDE_PIECE_BYTES : PIECE_BYTES),
        callback: (bytes, buffer): boolean => down.take(Buffer.from(buffer.subarray(0, bytes)), server),
      },
    });
    const up = new Lane(server, { bitsPerSecond: undefined, delayMs });
    client.on('data', (chunk) => up.take(chunk, client));
    this.#join(client, server, down, up);
  }

  #join(client: Socket, server: Socket, down: Lane, up: Lane): void {
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      // 'close' follows an error and handles it.
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    }
    client.on('end', () => up.end());
    server.on('end', () => down.end());
    client.on('close', () => server.destroy());
    server.on('close', () => down.end());
  }
}

/** One direction: outputs the bytes when a link of this rate and delay would have delivered them. */
class Lane {
  readonly #to: Socket;
  readonly #bitsPerSecond: number | undefined;
  readonly #delayMs: number;
  readonly #underWay: { readonly bytes: Buffer; readonly dueMs: number }[] = [];
  #underWayBytes = 0;
  #freeAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #ending = false;
  #resume: Socket | undefined;

  constructor(to: Socket, { bitsPerSecond, delayMs }: { bitsPerSecond: number | undefined; delayMs: number }) {
    this.#to = to;
    this.#bitsPerSecond = bitsPerSecond;
    this.#delayMs = delayMs;
    to.on('close', () => clearTimeout(this.#timer));
  }

  /** @returns whether `from` may continue to read. If not, it was paused and is resumed later */
  take(bytes: Buffer, from: Socket): boolean {
    const now = performance.now();
    const sendingMs = this.#bitsPerSecond === undefined ? 0 : (bytes.length * 8000) / this.#bitsPerSecond;
    this.#freeAtMs = Math.max(now, this.#freeAtMs) + sendingMs;
    this.#underWay.push({ bytes, dueMs: this.#freeAtMs + this.#delayMs });
    this.#underWayBytes += bytes.length;
    this.#deliver();
    const busyMs = this.#freeAtMs - now;
    if (busyMs < 1 && this.#underWayBytes < DELAYED_MAX_BYTES) return true;
    from.pause();
    if (busyMs < 1) this.#resume = from;
    else setTimeout(() => from.resume(), busyMs);
    return false;
  }

  end(): void {
    this.#ending = true;
    this.#deliver();
  }

  #deliver(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    for (let next = this.#underWay[0]; next && next.dueMs <= now; next = this.#underWay[0]) {
      this.#underWay.shift();
      this.#underWayBytes -= next.bytes.length;
      this.#to.write(next.bytes);
    }
    if (this.#resume && this.#underWayBytes < DELAYED_MAX_BYTES / 2) {
      this.#resume.resume();
      this.#resume = undefined;
    }
    const [next] = this.#underWay;
    if (next) this.#timer = setTimeout(() => this.#deliver(), next.dueMs - now);
    else if (this.#ending) this.#to.end();
  }
}

function check(field: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined) return;
  if (!(value >= min && value <= max)) throw new RangeError(`${field} ${value} is not from ${min} to ${max}`);
}
