/** What the faults truncate, flip, replace and inject make of a message. */
import type { SeededRandom } from '../../figures/random.ts';
import type { MessageContent } from '../rules/schema.ts';
import type { Outgoing } from './message.ts';
import { encodeEvent, type SocketIoPacket } from './socket-io.ts';

type Part = 'text' | 'attachments';

/** Keeps the first bytes of each part that it applies to. */
export function truncated(parts: readonly Outgoing[], keep: number, part: Part | undefined): Outgoing[] {
  return changed(parts, part, ({ payload }) => payload.subarray(0, keep));
}

/** Inverts bits at places that `random` chooses, each place once. */
export function flipped(parts: readonly Outgoing[], bits: number, part: Part | undefined, random: SeededRandom): Outgoing[] {
  return changed(parts, part, ({ payload }) => {
    const result = Buffer.from(payload);
    const places = new Set<number>();
    while (places.size < Math.min(bits, payload.length * 8)) places.add(Math.floor(random.next() * payload.length * 8));
    for (const place of places) result[place >> 3] = (result[place >> 3] ?? 0) ^ (1 << (place & 7));
    return result;
  });
}

/** `instead`: the packet whose namespace, acknowledgement and event name are kept where the content names none. */
export function contentOf({ text, base64, args, event, namespace }: MessageContent, instead?: SocketIoPacket): Outgoing {
  if (base64 !== undefined) return { kind: 'binary', payload: Buffer.from(base64, 'base64') };
  if (args === undefined) return { kind: 'text', payload: Buffer.from(text ?? '') };
  const payload = encodeEvent(event ?? instead?.event ?? '', args, namespace ?? instead?.namespace ?? '/', instead?.id);
  return { kind: 'text', payload };
}

/** Without `part`: the attachments, or the text if there are none. */
function changed(parts: readonly Outgoing[], part: Part | undefined, change: (part: Outgoing) => Buffer): Outgoing[] {
  const kind = part ?? (parts.length > 1 ? 'attachments' : undefined);
  return parts.map((each, index) => {
    const applies = kind === undefined || (kind === 'attachments' ? index > 0 : index === 0);
    return applies ? { kind: each.kind, payload: change(each) } : each;
  });
}
