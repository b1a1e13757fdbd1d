/** What people and Foxglove read of a message: the event and arguments of a packet, or the text. */
import type { TappedMessage } from '../../proxy/relay/tap.ts';
import { parseShallow } from '../../input/shallow-json.ts';
import type { RawPart } from '../file/descriptors.ts';

/** `parts`: without secrets. */
export function decodedMessage({ number, kind, packet }: TappedMessage, parts: readonly RawPart[]): object {
  const bytes = parts.reduce((sum, { payload }) => sum + payload.length, 0);
  const first = parts[0]?.payload ?? new Uint8Array();
  const head = { number, kind, bytes };
  if (packet) {
    const { type, namespace, id, event, args } = packet;
    const content = type === 'event' || type === 'ack' ? { args: placeholders(args) } : { data: handshake(first) };
    return { ...head, packet: type, namespace, ...(id === undefined ? {} : { id }), ...(event === undefined ? {} : { event }), ...content };
  }
  if (kind === 'close') return { ...head, ...closing(first) };
  if (kind !== 'text') return head;
  const text = Buffer.from(first).toString('utf8');
  const json = parseShallow(text);
  return json === undefined ? { ...head, text } : { ...head, json };
}

/** The arguments as JSON: `{ _placeholder: true, num, bytes }` stands for each binary value, as in Socket.IO packets. */
export function placeholders(args: readonly unknown[]): unknown[] {
  let num = 0;
  const replaced = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return { _placeholder: true, num: num++, bytes: value.length };
    if (Array.isArray(value)) return value.map(replaced);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner)]));
  };
  return args.map(replaced);
}

/** The payload of a packet without arguments: after the types and the namespace. */
function handshake(payload: Uint8Array): unknown {
  const [, data = ''] = /^4\d(?:\/[^,]*,?)?(.*)$/s.exec(Buffer.from(payload).toString('utf8')) ?? [];
  return parseShallow(data) ?? null;
}

function closing(payload: Uint8Array): object {
  if (payload.length < 2) return {};
  const bytes = Buffer.from(payload);
  return { code: bytes.readUInt16BE(0), reason: bytes.toString('utf8', 2) };
}
