/** The text packets of Engine.IO 4 and Socket.IO 5 that a viewer needs, as they are in a WebSocket message. */
import { parseShallow } from '../../input/shallow-json.ts';

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

/** @throws if the packet is not as a hub sends it */
export function readPacket(text: string): Packet {
  if (text.startsWith(FRAME_EVENT)) return { type: 'frame' };
  switch (text[0]) {
    case '0': {
      const { pingInterval, pingTimeout } = fieldsOf(text.slice(1));
      return { type: 'open', pingIntervalMs: milliseconds(pingInterval), pingTimeoutMs: milliseconds(pingTimeout) };
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
      const [name, ...args] = listOf(text, 2);
      return typeof name === 'string' ? { type: 'event', name, args } : notOfAHub('an event without a name');
    }
    case '3': {
      const [value] = listOf(text, 2);
      return { type: 'reply', id: Number(text.slice(2, text.indexOf('['))), value };
    }
    case '4': {
      const { message, data } = fieldsOf(text.slice(2));
      const reason = typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : {};
      return {
        type: 'refused',
        code: textOf(reason['code']) ?? 'refused',
        message: textOf(reason['message']) ?? textOf(message) ?? 'no reason',
      };
    }
    default:
      return { type: 'other' };
  }
}

function listOf(text: string, from: number): readonly unknown[] {
  const at = text.indexOf('[', from);
  const value = at < 0 ? undefined : parseShallow(text.slice(at));
  return Array.isArray(value) ? value : notOfAHub('a packet that is not a JSON array');
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  const value = parseShallow(text);
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : notOfAHub('a packet that is not a JSON object');
}

function milliseconds(value: unknown): number {
  return typeof value === 'number' && value > 0 && value < 2 ** 30 ? value : notOfAHub('a handshake without times for its pings');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function notOfAHub(what: string): never {
  throw new Error(`the server sends ${what}: is it a hub?`);
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
