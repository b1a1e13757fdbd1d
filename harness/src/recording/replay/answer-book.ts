/** The recorded answers to the requests of one end of a connection: Socket.IO events with their acknowledgements. */
import { createHash } from 'node:crypto';
import type { SocketIoPacket } from '../../proxy/messages/socket-io.ts';

/** Of all requests and answers of a recording; further ones are not kept. */
const KEPT_MAX_BYTES = 64 * 1024 * 1024;
/** Memory of a request besides its texts. */
const REQUEST_BYTES = 300;
/** Arguments with a longer text are known by its digest. */
const KEY_MAX = 100;

/** Memory that the books of a recording may still take. */
export class AnswerSpace {
  #left = KEPT_MAX_BYTES;

  /** @returns whether there is room */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

export interface Answer {
  readonly args: readonly unknown[];
  /** From the request to the answer. */
  readonly afterUs: number;
}

/** Answers to the same request, in the order of the requests. */
interface Slots {
  readonly answers: (Answer | undefined)[];
}

interface Pending {
  readonly atUs: number;
  readonly settle: (answer: Answer) => void;
}

interface Asked {
  readonly all: Slots;
  readonly byArgs: Map<string, Slots>;
}

/** Which answers one client has had. */
export class UsedAnswers {
  readonly #used = new Set<Answer>();
  /** Answers before this place are used or absent. */
  readonly #places = new Map<Slots, number>();

  /** The first one that the client has not had. */
  next(slots: Slots): Answer | undefined {
    let place = this.#places.get(slots) ?? 0;
    for (; place < slots.answers.length; place += 1) {
      const answer = slots.answers[place];
      if (answer && !this.#used.has(answer)) break;
    }
    this.#places.set(slots, place);
    return slots.answers[place];
  }

  add(answer: Answer): void {
    this.#used.add(answer);
  }
}

export class AnswerBook {
  readonly #space: AnswerSpace;
  readonly #asked = new Map<string, Asked>();
  readonly #pending = new Map<string, Pending>();

  constructor(space: AnswerSpace) {
    this.#space = space;
  }

  /** To be called in the order of the recording. */
  request({ event, id, namespace, args }: SocketIoPacket, atUs: number): void {
    if (event === undefined || id === undefined) return;
    const name = `${namespace} ${event}`;
    const key = keyOf(args);
    if (!this.#space.take(REQUEST_BYTES + name.length + key.length)) return;
    const { all, byArgs } = found(this.#asked, name, () => ({ all: { answers: [] }, byArgs: new Map<string, Slots>() }));
    const same = found(byArgs, key, () => ({ answers: [] }));
    const place = all.answers.push(undefined) - 1;
    const samePlace = same.answers.push(undefined) - 1;
    const settle = (answer: Answer): void => {
      all.answers[place] = answer;
      same.answers[samePlace] = answer;
    };
    this.#pending.set(`${namespace} ${id}`, { atUs, settle });
  }

  /** `bytes`: size of the packet. */
  acknowledgement({ id, namespace, args }: SocketIoPacket, atUs: number, bytes: number): void {
    const key = `${namespace} ${id ?? ''}`;
    const pending = this.#pending.get(key);
    if (!pending || !this.#space.take(bytes)) return;
    this.#pending.delete(key);
    pending.settle({ args, afterUs: atUs - pending.atUs });
  }

  /** The next unused answer to the same arguments, else to the event; the last one repeats. `used`: of one client. */
  find({ event, namespace, args }: SocketIoPacket, used: UsedAnswers): Answer | undefined {
    const asked = this.#asked.get(`${namespace} ${event ?? ''}`);
    if (!asked) return undefined;
    const same = asked.byArgs.get(keyOf(args));
    const answer = (same && (used.next(same) ?? last(same))) ?? used.next(asked.all) ?? last(asked.all);
    if (answer) used.add(answer);
    return answer;
  }
}

function last({ answers }: Slots): Answer | undefined {
  return answers.findLast((answer) => answer !== undefined);
}

function found<V>(map: Map<string, V>, key: string, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

/** Equal for equal arguments. */
function keyOf(args: readonly unknown[]): string {
  const text = JSON.stringify(args.map(withoutBytes));
  return text.length <= KEY_MAX ? text : createHash('sha256').update(text).digest('base64');
}

/** Binary values as digests: JSON would have a number for each byte. */
function withoutBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return createHash('sha256').update(value).digest('base64');
  if (Array.isArray(value)) return value.map(withoutBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutBytes(inner)]));
}
