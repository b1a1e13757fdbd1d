/** The recorded answers to the requests of one end of a connection: Socket.IO events with their acknowledgements. */
import type { SocketIoPacket } from '../../proxy/messages/socket-io.ts';

/** Of all answers; further ones are not kept. */
const ANSWERS_MAX_BYTES = 64 * 1024 * 1024;

export interface Answer {
  readonly args: readonly unknown[];
  /** From the request to the answer. */
  readonly afterUs: number;
}

interface Slot {
  /** Arguments of the request as JSON. */
  readonly asked: string;
  readonly atUs: number;
  answer: Answer | undefined;
}

export class AnswerBook {
  readonly #slots = new Map<string, Slot[]>();
  readonly #pending = new Map<string, Slot>();
  #bytes = 0;

  /** To be called in the order of the recording. */
  request({ event, id, namespace, args }: SocketIoPacket, atUs: number): void {
    if (event === undefined || id === undefined) return;
    const slot: Slot = { asked: JSON.stringify(args), atUs, answer: undefined };
    this.#pending.set(`${namespace} ${id}`, slot);
    const name = `${namespace} ${event}`;
    this.#slots.set(name, [...(this.#slots.get(name) ?? []), slot]);
  }

  /** `bytes`: size of the packet. */
  acknowledgement({ id, namespace, args }: SocketIoPacket, atUs: number, bytes: number): void {
    const slot = this.#pending.get(`${namespace} ${id ?? ''}`);
    if (!slot || this.#bytes + bytes > ANSWERS_MAX_BYTES) return;
    this.#bytes += bytes;
    this.#pending.delete(`${namespace} ${id ?? ''}`);
    slot.answer = { args, afterUs: atUs - slot.atUs };
  }

  /** The next unused answer to the same arguments, else to the event; the last one repeats. `used`: of one client. */
  find({ event, namespace, args }: SocketIoPacket, used: Set<Answer>): Answer | undefined {
    const slots = this.#slots.get(`${namespace} ${event ?? ''}`) ?? [];
    const asked = JSON.stringify(args);
    const all = slots.flatMap(({ answer }) => answer ?? []);
    const same = slots.filter((slot) => slot.asked === asked).flatMap(({ answer }) => answer ?? []);
    const isNew = (answer: Answer): boolean => !used.has(answer);
    const found = same.find(isNew) ?? same.at(-1) ?? all.find(isNew) ?? all.at(-1);
    if (found) used.add(found);
    return found;
  }
}
