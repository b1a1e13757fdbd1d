/** A crowd of a test: viewers that have joined, and what they receive. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Credential } from '../crowd/arguments.ts';
import { Crowd } from '../crowd/crowd.ts';
import { whyNoFrame } from '../crowd/explanation.ts';
import type { CrowdReport } from '../crowd/report.ts';
import { openStream } from '../crowd/streams.ts';
import { Description } from '../input/description.ts';
import { ArgumentError } from '../input/arguments.ts';
import { nearest } from './nearest.ts';

const SERVED_MS = 60_000;
const POLL_MS = 20;

export interface ViewersOptions {
  /** Address of the server, or of a proxy before it. */
  readonly url: string;
  /** `eyepiece` (default), `socket.io`, `websocket`, `mjpeg`, or a file with a protocol of your own. */
  readonly protocol?: string;
  /** Fields of the protocol, as in a file for `--protocol-options`. */
  readonly description?: Readonly<Record<string, unknown>>;
  /** How many (10). */
  readonly viewers?: number;
  /** Of Eyepiece. */
  readonly account?: Credential;
  /** Of Eyepiece; may be left out if the hub has one camera. */
  readonly cameraId?: string;
  /** Each viewer has to receive a first frame in this time (one minute). */
  readonly servedWithinMs?: number;
}

const OPTIONS: readonly string[] = [
  'url',
  'protocol',
  'description',
  'viewers',
  'account',
  'cameraId',
  'servedWithinMs',
] satisfies readonly (keyof ViewersOptions)[];

/** Tests in JavaScript, and options that a variable holds, are not checked by types. */
function checkNames(options: object): void {
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown === undefined) return;
  const meant = nearest(unknown, OPTIONS);
  const hint = meant === undefined ? `the options are ${OPTIONS.join(', ')}` : `did you mean ${meant}?`;
  throw new ArgumentError(`viewers have no option ${unknown}: ${hint}`);
}

/** A test has options where the command line has flags. */
function withoutFlag(problem: unknown): never {
  throw problem instanceof ArgumentError ? new ArgumentError(problem.message.replace(/^--/, '')) : problem;
}

export class Viewers {
  readonly #crowd: Crowd;

  private constructor(crowd: Crowd) {
    this.#crowd = crowd;
  }

  /** Resolves when each viewer has received a frame. @throws with the reason of a refusal */
  static async join(options: ViewersOptions): Promise<Viewers> {
    checkNames(options);
    const { url, protocol = 'eyepiece', description = {}, viewers = 10, account, cameraId, servedWithinMs = SERVED_MS } = options;
    const described = new Description(description, (path) => `description.${path.map(String).join('.')}`);
    if (protocol === 'eyepiece' && !account) throw new ArgumentError('viewers of Eyepiece need an account');
    if (!URL.canParse(url)) throw new ArgumentError(`url ${url}: an address is needed, as in http://127.0.0.1:3000`);
    const open = await openStream({ url, protocol, description: described, credential: account, cameraId }).catch(withoutFlag);
    const stream = await open();
    const crowd = new Crowd([{ name: 'all', viewers, dial: stream.dial(url) }], stream.clock, (heard) => whyNoFrame(protocol, heard, ''));
    try {
      await crowd.join();
      await crowd.untilServed(servedWithinMs);
      const misfit = stream.misfit();
      if (misfit !== undefined) throw new Error(misfit);
    } catch (error) {
      crowd.leave();
      throw error;
    }
    return new Viewers(crowd);
  }

  /** Frames that each viewer has received since it joined. */
  get received(): number[] {
    return this.#crowd.groups.flatMap(({ members }) => members.map(({ received }) => received));
  }

  /** Starts a measurement. */
  begin(): void {
    this.#crowd.begin();
  }

  /** Ends the measurement, and waits a second for frames that are on their way. */
  end(): Promise<CrowdReport> {
    return this.#crowd.end();
  }

  async measure(durationMs: number): Promise<CrowdReport> {
    this.begin();
    await delay(durationMs);
    return this.end();
  }

  /** Waits until each viewer has received another frame. @returns how many have not in this time */
  async untilServedAgain(withinMs: number): Promise<number> {
    const before = this.received;
    const deadlineMs = performance.now() + withinMs;
    for (;;) {
      const now = this.received;
      const unserved = now.filter((count, viewer) => count === before[viewer]).length;
      if (unserved === 0 || performance.now() > deadlineMs) return unserved;
      await delay(POLL_MS);
    }
  }

  /** May be called twice. */
  leave(): void {
    this.#crowd.leave();
  }
}
