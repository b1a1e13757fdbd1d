/** What the load has done to each capture, and when. A breach is reported with it. */

interface Step {
  readonly what: string;
  readonly beganMs: number;
  endedMs: number | undefined;
}

/** The first ones that were acknowledged after a capture was moved to the trash. */
const NAMED_PURGES = 3;
const PURGE = 'trash emptied';
const TRASH = 'moved to the trash';

export class History {
  readonly #steps = new Map<string, Step[]>();
  readonly #purges: Step[] = [];
  readonly #thrown = new Map<string, Step>();
  readonly #now: () => number;

  /** @param now milliseconds since the run began */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Call before the request. @returns a function to call when it is acknowledged */
  begin(captureId: string, what: string): () => void {
    return this.#end(this.#add(captureId, what));
  }

  /** Something that is known to have happened. */
  note(captureId: string, what: string): void {
    this.begin(captureId, what)();
  }

  /** The same as `begin` for moving a capture to the trash. */
  beginTrash(captureId: string): () => void {
    const step = this.#add(captureId, TRASH);
    if (!this.#thrown.has(captureId)) this.#thrown.set(captureId, step);
    return this.#end(step);
  }

  /** The same for emptying the trash. */
  beginPurge(): () => void {
    const step = { what: PURGE, beganMs: this.#now(), endedMs: undefined };
    this.#purges.push(step);
    return this.#end(step);
  }

  /**
   * What was acknowledged, in order of its beginning, then what had no answer: "acknowledged (direct) at 3.1 s; moved to
   * the trash at 4.0 s; without an answer: 2 times edited from 3.2 s to 3.9 s".
   */
  of(captureId: string): string {
    const own = this.#steps.get(captureId) ?? [];
    const thrown = this.#thrown.get(captureId);
    const purges = thrown === undefined ? [] : this.#purges.filter(({ endedMs = Infinity }) => endedMs > thrown.beganMs);
    const acknowledged = [...own.filter(isAcknowledged), ...purges.filter(isAcknowledged).slice(0, NAMED_PURGES)];
    const texts = acknowledged.sort((a, b) => a.beganMs - b.beganMs).map(textOf);
    const others = unansweredTexts([...own, ...purges].filter((step) => !isAcknowledged(step)));
    return texts.length + others.length === 0 ? 'nothing is known of it' : [...texts, ...others].join('; ');
  }

  #add(captureId: string, what: string): Step {
    const step = { what, beganMs: this.#now(), endedMs: undefined };
    this.#steps.set(captureId, [...(this.#steps.get(captureId) ?? []), step]);
    return step;
  }

  #end(step: Step): () => void {
    return () => {
      step.endedMs ??= this.#now();
    };
  }
}

const isAcknowledged = ({ endedMs }: Step): boolean => endedMs !== undefined;

function textOf({ what, beganMs, endedMs = beganMs }: Step): string {
  const began = `${what} at ${seconds(beganMs)} s`;
  return seconds(endedMs) === seconds(beganMs) ? began : `${began}, answered at ${seconds(endedMs)} s`;
}

/** Requests to a process that does not run have no answer, so there may be dozens. */
function unansweredTexts(steps: readonly Step[]): string[] {
  const byKind = new Map<string, number[]>();
  for (const { what, beganMs } of steps) {
    const kind = what === PURGE || what === TRASH ? what : 'edited';
    byKind.set(kind, [...(byKind.get(kind) ?? []), beganMs]);
  }
  return [...byKind].map(([kind, times]) => {
    const [first, last] = [Math.min(...times), Math.max(...times)].map(seconds);
    return `without an answer: ${String(times.length)} times ${kind} from ${String(first)} s to ${String(last)} s`;
  });
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
