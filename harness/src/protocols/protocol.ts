/** The interface between viewers and the protocol of a server. */
import type { Description } from '../input/description.ts';

/** What viewers measure of a frame. Values that the server does not send are null. */
export interface Frame {
  readonly seq: number | null;
  /** µs since the Unix epoch, on the clock of the sender. */
  readonly capturedAtUs: number | null;
  /** Pixels. */
  readonly width: number | null;
  /** The kind of picture, if the server sends several. */
  readonly picture?: string;
}

/** Calls of a connection to its viewer. After `close` there are none. */
export interface Arrivals<F extends Frame = Frame> {
  /** When the last byte of a frame has arrived. `json`: its JSON, if it has some; of a Socket.IO event with its name. */
  readonly frame: (frame: F, bytes: number, json?: string) => void;
  /** For every other message. The name is an event, or the kind of message. */
  readonly message: (name: string, bytes: number, json?: string) => void;
  /** For a message that breaks the rules of the protocol. The connection continues. */
  readonly fault?: (code: string, reason: string) => void;
  /** Once, when the connection ends without `close`. Not before `dial` has resolved: until then it rejects instead. */
  readonly lost: (reason: string) => void;
}

/** A viewer's connection. It acknowledges the frames it receives by itself. */
export interface Connection {
  /** Sends one more acknowledgement, of any frame. Does nothing if the protocol has no acknowledgements. */
  acknowledge(seq: number): void;
  /** Stops reading until `resume`. */
  stall(): void;
  resume(): void;
  /** May be called twice. */
  close(): void;
}

/**
 * Resolves when the server has admitted the viewer. It rejects with the reason of a refusal.
 * @param signal ends an attempt that is not over; it has no effect on a connection
 */
export type Dial<F extends Frame = Frame> = (arrivals: Arrivals<F>, signal?: AbortSignal) => Promise<Connection>;

export interface Target {
  /** Address of the server, or of a link to it. */
  readonly url: string;
  /** Ends an attempt that is not over: the viewer has left. */
  readonly signal?: AbortSignal | undefined;
}

/** How a server counts its frames. */
export interface Sequence {
  /** Numbers start again at 0 after this many; null: they do not. */
  readonly modulus: number | null;
  /** Once for all viewers, or for each connection. */
  readonly numbering: 'server' | 'connection';
}

/** A server's stream, as its description says. */
export interface Stream {
  dial(target: Target, arrivals: Arrivals): Promise<Connection>;
  readonly sequence: Sequence;
  /** The clock of the sender minus ours, µs, as the description says. */
  readonly clockAheadUs: number;
  /** The first value that the description promises and a frame lacks. */
  readonly misfit: string | undefined;
}

export interface Protocol {
  readonly name: string;
  /** Allowed schemes of addresses, with their colon; empty: any. */
  readonly schemes: readonly string[];
  /** @throws {ArgumentError} that names the place of the first invalid option */
  readonly stream: (description: Description) => Stream;
}
