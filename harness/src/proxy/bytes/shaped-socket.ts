/** A socket whose writes go through a lane. Reads are those of the socket. */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { ByteShape } from './byte-shape.ts';
import { Lane, type LaneOptions } from './lane.ts';

/** How long a cut socket waits for the other end to close. */
const CLOSING_MS = 1000;
/** How long the other end may leave the socket half closed after the proxy has ended it. */
const HALF_CLOSED_MS = 10_000;

export interface ShapedSocketOptions extends Omit<LaneOptions, 'to'> {
  /** The TCP socket, or TLS over it. */
  readonly stream: Duplex;
  readonly tcp: Socket;
  /** The event of a stream that is not connected yet. */
  readonly connectedBy?: 'connect' | 'secureConnect';
  /** Bytes that were read from the stream already. */
  readonly head?: Buffer;
}

export class ShapedSocket extends Duplex {
  readonly #stream: Duplex;
  readonly #tcp: Socket;
  readonly #lane: Lane;
  #isConnected: boolean;
  #cut = false;
  #wasReset = false;
  #resetsAtEnd = false;

  constructor({ stream, tcp, connectedBy, head, ...lane }: ShapedSocketOptions) {
    super();
    this.#stream = stream;
    this.#tcp = tcp;
    this.#lane = new Lane({ ...lane, to: stream });
    this.#isConnected = connectedBy === undefined;
    if (connectedBy) stream.once(connectedBy, () => this.#connected());
    // 'close' follows an error and handles it.
    this.on('error', () => undefined);
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#wasReset = error.code === 'ECONNRESET';
      this.destroy(error);
    });
    stream.on('close', () => this.destroy());
    stream.on('end', () => this.#ended());
    stream.on('data', (bytes: Buffer) => this.#receive(bytes));
    stream.pause();
    if (head) this.push(head);
  }

  /** The agent of HTTP calls it when it uses the socket again. */
  ref(): this {
    this.#tcp.ref();
    return this;
  }

  /** Its other end has reset it. */
  get wasReset(): boolean {
    return this.#wasReset;
  }

  /** From now on, RST instead of an ordinary end follows the last byte: so the peer of the socket has ended. */
  resetAtEnd(): void {
    this.#resetsAtEnd = true;
  }

  shape(shape: ByteShape): void {
    if (!this.#cut) this.#lane.apply(shape);
  }

  /** Ends the socket now. Bytes that wait in the lane are lost, and the other end sees an ordinary end. */
  cut(): void {
    if (this.#cut || this.destroyed) return;
    this.#cut = true;
    this.#lane.destroy();
    this.#stream.end();
    // Unread data would turn the end into a reset.
    this.#stream.resume();
    const deadline = setTimeout(() => this.destroy(), CLOSING_MS);
    this.once('close', () => clearTimeout(deadline));
  }

  /** Sends the bytes in the lane, then ends the socket. Drops the bytes that still arrive. */
  leave(): void {
    this.end();
    this.abandon();
  }

  /** To be called when the peer of the socket is gone: the socket closes soon after it was ended. */
  abandon(): void {
    this.resume();
    const giveUp = (): void => {
      const deadline = setTimeout(() => this.destroy(), HALF_CLOSED_MS);
      this.once('close', () => clearTimeout(deadline));
    };
    if (this.writableFinished) giveUp();
    else this.once('finish', giveUp);
  }

  /** Ends the socket with RST; over TLS abruptly, because Node cannot reset a socket below TLS. */
  reset(): void {
    if (this.#stream === this.#tcp) this.#tcp.resetAndDestroy();
    this.destroy();
  }

  #receive(bytes: Buffer): void {
    if (this.#cut || this.push(bytes)) return;
    this.#stream.pause();
  }

  /** Bytes that wait for the connection have not passed: a fault after a number of bytes does not count them. */
  #whenConnected(act: () => void): void {
    if (this.#cut) return;
    if (this.#isConnected) act();
    else this.once('connected', act);
  }

  #connected(): void {
    this.#isConnected = true;
    this.emit('connected');
  }

  #ended(): void {
    if (this.#cut) this.destroy();
    else this.push(null);
  }

  override _read(): void {
    this.#stream.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#whenConnected(() => this.#lane.write(bytes, done));
  }

  override _final(done: () => void): void {
    const end = (): void => {
      if (!this.#resetsAtEnd) {
        this.#stream.end(() => done());
        return;
      }
      done();
      this.destroy();
    };
    this.#whenConnected(() => this.#lane.end(end));
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#lane.destroy();
    if (this.#resetsAtEnd && this.#stream === this.#tcp) this.#tcp.resetAndDestroy();
    else this.#stream.destroy();
    done(error);
  }
}
