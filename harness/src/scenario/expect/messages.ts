/** Expectations of the messages that viewers receive: never, always, and within a time after another. */
import { parsedJson } from '../../input/parsed-json.ts';
import { readPath } from '../../protocols/fields.ts';
import type { FrameSeen, MessageSeen } from '../measure/events.ts';
import type { Viewer } from '../measure/viewer.ts';
import type { MessageMatch } from '../schema/expect.ts';
import { counted, milliseconds, momentAt, type Check, type Moment, type Verdict } from './check.ts';
import type { Window } from './window.ts';

/** Pending times of one expectation. */
const PENDING_MAX = 100_000;

/** What a viewer sees: a message, or a change of its connection. */
interface Occurrence {
  readonly viewer: Viewer;
  readonly atMs: number;
  readonly name: string;
  readonly json: string | undefined;
}

abstract class MessageCheck implements Check {
  abstract readonly expected: string;

  abstract verdict(endMs: number): Verdict;

  protected abstract occurred(occurrence: Occurrence): void;

  frame({ viewer, atMs, json }: FrameSeen): void {
    this.occurred({ viewer, atMs, name: 'frame', json });
  }

  message({ viewer, atMs, name, json }: MessageSeen): void {
    this.occurred({ viewer, atMs, name, json });
  }

  opened(viewer: Viewer, atMs: number): void {
    this.occurred({ viewer, atMs, name: 'opened', json: undefined });
  }

  lost(viewer: Viewer, atMs: number): void {
    this.occurred({ viewer, atMs, name: 'lost', json: undefined });
  }
}

/** `where` is `path=value`. Paths in events of Socket.IO begin with the index of the argument. */
class Condition {
  readonly text: string;
  readonly #steps: readonly string[];
  readonly #value: string;
  readonly #isSocketIo: boolean;

  constructor(where: string, isSocketIo: boolean) {
    const at = where.indexOf('=');
    this.text = where;
    this.#steps = where.slice(0, at).split('.');
    this.#value = where.slice(at + 1);
    this.#isSocketIo = isSocketIo;
  }

  isMet(json: string | undefined): boolean {
    if (json === undefined) return false;
    const value = parsedJson(json);
    if (value === undefined) return false;
    const content = this.#isSocketIo && Array.isArray(value) ? value.slice(1) : value;
    const found = readPath(content, this.#steps);
    return (typeof found === 'string' ? found : JSON.stringify(found)) === this.#value;
  }
}

/** What is not a message has a name of its own. */
const NOUNS: ReadonlyMap<string, readonly [one: string, several: string]> = new Map([
  ['frame', ['frame', 'frames']],
  ['opened', ['new connection', 'new connections']],
  ['lost', ['lost connection', 'lost connections']],
]);

function nounOf(name: string): string {
  return NOUNS.get(name)?.[0] ?? `message ${name}`;
}

export interface MatchOptions {
  readonly window: Window;
  readonly isSocketIo: boolean;
}

export class NeverCheck extends MessageCheck {
  readonly expected: string;
  readonly #window: Window;
  readonly #name: string;
  readonly #condition: Condition | undefined;
  #count = 0;
  #first: Moment | undefined;

  constructor({ message, where }: MessageMatch, { window, isSocketIo }: MatchOptions) {
    super();
    this.#window = window;
    this.#name = message;
    this.#condition = where === undefined ? undefined : new Condition(where, isSocketIo);
    this.expected = `no ${nounOf(message)}${where === undefined ? '' : ` with ${where}`}`;
  }

  protected occurred({ viewer, atMs, name, json }: Occurrence): void {
    if (name !== this.#name || !this.#window.contains(atMs) || this.#condition?.isMet(json) === false) return;
    this.#count += 1;
    this.#first ??= momentAt(viewer, atMs);
  }

  verdict(): Verdict {
    const [one, several] = NOUNS.get(this.#name) ?? ['such message', 'such messages'];
    return { passed: this.#count === 0, seen: counted(this.#count, [one, several]), at: this.#first };
  }
}

export class AlwaysCheck extends MessageCheck {
  readonly expected: string;
  readonly #window: Window;
  readonly #name: string;
  readonly #condition: Condition;
  #count = 0;
  #wrong = 0;
  #first: Moment | undefined;

  constructor({ message, where }: MessageMatch & { readonly where: string }, { window, isSocketIo }: MatchOptions) {
    super();
    this.#window = window;
    this.#name = message;
    this.#condition = new Condition(where, isSocketIo);
    this.expected = `each ${nounOf(message)} with ${where}`;
  }

  protected occurred({ viewer, atMs, name, json }: Occurrence): void {
    if (name !== this.#name || !this.#window.contains(atMs)) return;
    this.#count += 1;
    if (this.#condition.isMet(json)) return;
    this.#wrong += 1;
    this.#first ??= momentAt(viewer, atMs);
  }

  verdict(): Verdict {
    if (this.#count === 0) return { passed: false, seen: `no ${nounOf(this.#name)}` };
    return { passed: this.#wrong === 0, seen: `${this.#wrong} of ${this.#count} without it`, at: this.#first };
  }
}

export class WithinCheck extends MessageCheck {
  readonly expected: string;
  readonly #window: Window;
  readonly #name: string;
  readonly #of: string;
  readonly #timeMs: number;
  readonly #condition: Condition | undefined;
  /** For each viewer, the times from which a message is awaited, the earliest first. */
  readonly #pending = new Map<Viewer, number[]>();
  #begun = 0;
  #missed = 0;
  #longestMs = 0;
  #first: Moment | undefined;

  constructor(match: MessageMatch & { readonly time: number; readonly of: string }, { window, isSocketIo }: MatchOptions) {
    super();
    const { message, where, time, of } = match;
    this.#window = window;
    this.#name = message;
    this.#of = of;
    this.#timeMs = time;
    this.#condition = where === undefined ? undefined : new Condition(where, isSocketIo);
    const what = `${nounOf(message)}${where === undefined ? '' : ` with ${where}`}`;
    this.expected = `${what} within ${milliseconds(time)} after each ${nounOf(of)}`;
  }

  protected occurred(occurrence: Occurrence): void {
    const { viewer, atMs, name, json } = occurrence;
    const pending = this.#pending.get(viewer) ?? [];
    // Found now, a miss has the messages around its time.
    const inTime = pending.findIndex((sinceMs) => atMs - sinceMs <= this.#timeMs);
    for (const sinceMs of pending.splice(0, inTime < 0 ? pending.length : inTime)) this.#miss(viewer, sinceMs);
    if (name === this.#name && this.#condition?.isMet(json) !== false) {
      for (const sinceMs of pending.splice(0)) this.#longestMs = Math.max(this.#longestMs, atMs - sinceMs);
    }
    if (name !== this.#of || !this.#window.contains(atMs)) return;
    this.#begun += 1;
    if (pending.length < PENDING_MAX) pending.push(atMs);
    this.#pending.set(viewer, pending);
  }

  /** A viewer that leaves awaits nothing. */
  left(viewer: Viewer, atMs: number): void {
    for (const sinceMs of this.#pending.get(viewer) ?? []) if (atMs - sinceMs > this.#timeMs) this.#miss(viewer, sinceMs);
    this.#pending.delete(viewer);
  }

  verdict(endMs: number): Verdict {
    for (const [viewer, pending] of this.#pending) {
      for (const sinceMs of pending) if (endMs - sinceMs > this.#timeMs) this.#miss(viewer, sinceMs);
    }
    if (this.#begun === 0) return { passed: false, seen: `no ${nounOf(this.#of)}` };
    const seen = this.#missed > 0 ? `${this.#missed} of ${this.#begun} too late or never` : `${milliseconds(this.#longestMs)} at most`;
    return { passed: this.#missed === 0, seen, at: this.#first };
  }

  #miss(viewer: Viewer, sinceMs: number): void {
    this.#missed += 1;
    this.#first ??= momentAt(viewer, sinceMs + this.#timeMs);
  }
}
