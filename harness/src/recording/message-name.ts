import type { RawPart } from './file/descriptors.ts';
import { parsedJson } from '../input/parsed-json.ts';

/** Longer texts are not searched for a name. */
const NAMED_MAX_BYTES = 64 * 1024;
const NAME_MAX = 80;
const NAME_FIELDS = ['type', 'event', 'method', 'kind', 'action'];

interface NamedPacket {
  readonly type: string;
  readonly event: string | undefined;
}

/** Event, kind of packet, type of a JSON message, or kind of message. */
export function messageName(parts: readonly RawPart[], packet: NamedPacket | undefined): string {
  if (packet) return (packet.event ?? packet.type).slice(0, NAME_MAX);
  const [{ kind, payload } = { kind: 'binary', payload: new Uint8Array() }] = parts;
  if (kind !== 'text' || payload.length > NAMED_MAX_BYTES) return kind;
  const value = parsedJson(Buffer.from(payload).toString('utf8'));
  if (typeof value !== 'object' || value === null) return kind;
  const name = NAME_FIELDS.map((field) => (value as Record<string, unknown>)[field]).find((each) => typeof each === 'string');
  return name === undefined ? kind : name.slice(0, NAME_MAX);
}
