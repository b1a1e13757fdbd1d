/** The text packets of Engine.IO 4 and Socket.IO 5 that a viewer needs, as they are in a WebSocket message. */

export type Packet =
  | { readonly type: 'open'; readonly pingIntervalMs: number; readonly pingTimeoutMs: number }
  | { readonly type: 'ping'; readonly payload: string }
  | { readonly type: 'connected' }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  | { readonly type: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly type: 'event'; readonly name: string; readonly args: readonly unknown[] }
  /** A `frame` event; its picture follows as a binary message. */
  | { readonly type: 'frame' }
  | { readonly type: 'disconnected' }
  | { readonly type: 'other' };

const FRAME_EVENT = '451-["frame",';

export function readPacket(text: string): Packet {
  if (text.startsWith(FRAME_EVENT)) return { type: 'frame' };
  switch (text[0]) {
    case '0': {
      const { pingInterval, pingTimeout } = JSON.parse(text.slice(1)) as { pingInterval: number; pingTimeout: number };
      return { type: 'open', pingIntervalMs: pingInterval, pingTimeoutMs: pingTimeout };
    }
    case '1':
      return { type: 'disconnected' };
    case '2':
      return { type: 'ping', payload: text.slice(1) };
    case '4':
      return readMessage(text);
    default:
      return { type: 'other' };
  }
}

function readMessage(text: string): Packet {
  switch (text[1]) {
    case '0':
      return { type: 'connected' };
    case '1':
      return { type: 'disconnected' };
    case '2': {
      const [name, ...args] = JSON.parse(text.slice(text.indexOf('['))) as [string, ...unknown[]];
      return { type: 'event', name, args };
    }
    case '3': {
      const from = text.indexOf('[');
      const [value] = JSON.parse(text.slice(from)) as [unknown];
      return { type: 'reply', id: Number(text.slice(2, from)), value };
    }
    case '4': {
      const { message, data } = JSON.parse(text.slice(2)) as { message: string; data?: { code?: string; message?: string } };
      return { type: 'refused', code: data?.code ?? 'refused', message: data?.message ?? message };
    }
    default:
      return { type: 'other' };
  }
}

export function pong(payload: string): string {
  return `3${payload}`;
}

export function connectPacket(auth: object): string {
  return `40${JSON.stringify(auth)}`;
}

/** `id`: requests a reply with the same id. */
export function eventPacket(name: string, args: readonly unknown[], id?: number): string {
  return `42${id === undefined ? '' : String(id)}${JSON.stringify([name, ...args])}`;
}
