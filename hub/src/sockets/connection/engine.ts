/** Parts of Engine.IO that its types omit. All uses are optional or guarded, so that a new version may be slower but works. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket as NetSocket } from 'node:net';

export interface EnginePacket {
  readonly type: string;
  readonly data?: unknown;
  readonly options?: { readonly wsPreEncodedFrame?: readonly { readonly length: number }[] };
}

/** A WebSocket of `ws`. */
export interface EngineWebSocket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly _sender?: { sendFrame?(list: readonly Buffer[]): void };
  readonly _socket?: NetSocket;
  /** Whether it answers pings. After its end, each answer would cost an error with a stack. */
  _autoPong?: boolean;
  on?(event: 'ping' | 'pong', listener: (data: Buffer) => void): void;
  pause?(): void;
  terminate?(): void;
}

export interface EngineTransport {
  readonly name: string;
  readonly writable: boolean;
  readonly perMessageDeflate?: unknown;
  readonly socket?: EngineWebSocket;
  readonly _canSendPreEncodedFrame?: unknown;
  /** Polling only: the response to the waiting poll. */
  readonly res?: ServerResponse | null;
  /** Polling only: handles the body of a request. */
  onData?: (data: string) => void;
  close(): void;
}

export type DataListener = (...args: unknown[]) => void;

export interface EngineSocket {
  readonly id: string;
  readonly request: IncomingMessage;
  readonly readyState: 'opening' | 'open' | 'closing' | 'closed';
  readonly transport: EngineTransport;
  readonly upgrading: boolean;
  readonly writeBuffer: readonly EnginePacket[];
  sendPacket(type: 'message', data: string, options: { compress: boolean; wsPreEncodedFrame: Buffer[] }): void;
  write(data: string): void;
  close(discard?: boolean): void;
  listeners(event: 'data'): DataListener[];
  on(event: 'data', listener: DataListener): void;
  on(event: 'packetCreate' | 'packet', listener: (packet: EnginePacket) => void): void;
  on(event: 'upgrading', listener: (transport: EngineTransport) => void): void;
  once(event: 'close', listener: () => void): void;
  off(event: 'data', listener: DataListener): void;
  off(event: 'packetCreate', listener: (packet: EnginePacket) => void): void;
}

export interface EngineServer {
  on(event: 'connection', listener: (socket: EngineSocket) => void): void;
  on(event: 'headers', listener: (headers: object, request: PollRequest) => void): void;
}

export interface PollRequest extends IncomingMessage {
  readonly _query?: { readonly sid?: string };
}
