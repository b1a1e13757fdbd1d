/** The system with its users, and the time that each needs to recover. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { CameraState, CaptureSession } from '@eyepiece/shared-types';
import { opened } from '../../system/opened.ts';
import { SeededRandom } from '../../figures/random.ts';
import { signIn } from '../../crowd/hub-account.ts';
import { lookAfterwards, type Afterwards } from './afterwards.ts';
import { fillingDisk, type FillingDisk } from './disturbances/filling-disk.ts';
import { Kept } from './load/kept.ts';
import { Load } from './load/load.ts';
import { OrderBook } from './load/order-book.ts';
import { Person, type Account } from './load/person.ts';
import { SteppedClock } from './disturbances/stepped-clock.ts';
import { BENCH, EnduranceSystem, SERIES } from './system.ts';
import { Viewers } from './load/viewers.ts';
import { WatchingPage } from './load/watching-page.ts';

const VIEWERS_EACH = 3;
const CAMERAS_MS = 120_000;
const LOOK_MS = 200;
/** Small pictures, because only their number matters. */
const ROI = { left: 0, top: 0, width: 320, height: 240 };
/** Space beyond the reserves for the captures of a minute, MB. */
const DISK_MB = 200;
const DISK_MB_PER_MINUTE = 10;
/** Pictures of a time-lapse that runs until it is cancelled. */
const PICTURES = 100_000;

/** Seconds until each had recovered; null: not in time. */
export interface Recovery {
  readonly page: number | null;
  readonly viewers: number | null;
  readonly capture: number | null;
  readonly note: number | null;
}

export interface Patience {
  /** Time until pictures arrive and the page shows LIVE, ms. */
  readonly pictureMs: number;
  /** Time until a capture and a note are acknowledged, ms. */
  readonly orderMs: number;
  /** Tolerance for answers after their deadline, because this process is busy too, ms. */
  readonly marginMs: number;
  /** Longest wait of a viewer for a picture while the hub runs, ms. */
  readonly gapMs: number;
  /** An older picture does not count as fresh, ms. */
  readonly freshMs: number;
  /** Whether the page may show a delay of its live picture. */
  readonly late: boolean;
  /** SERVICE_TIMEOUT of the hub. */
  readonly serviceTimeoutMs: number;
}

export interface SceneOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly patience: Patience;
}

export class Scene {
  readonly disk: FillingDisk;
  readonly clock = new SteppedClock();
  readonly book: OrderBook;
  readonly #options: SceneOptions;
  readonly #kept = new Kept();
  readonly #closing: (() => unknown)[] = [];
  #parts: { system: EnduranceSystem; viewers: Viewers; page: WatchingPage; load: Load; operator: Person; sessionId: string } | undefined;

  private constructor(options: SceneOptions) {
    this.#options = options;
    this.book = new OrderBook(options.patience.marginMs);
    this.disk = fillingDisk(DISK_MB + Math.ceil(DISK_MB_PER_MINUTE * options.minutes));
    const remove = (): void => {
      this.disk.remove();
      this.clock.remove();
    };
    process.once('exit', remove);
    this.#closing.push(remove, () => process.off('exit', remove));
  }

  static async set(options: SceneOptions): Promise<Scene> {
    const scene = new Scene(options);
    return opened(
      scene,
      () => scene.#begin(),
      () => scene.clear(),
    );
  }

  get patience(): Patience {
    return this.#options.patience;
  }

  get system(): EnduranceSystem {
    return this.#began.system;
  }

  get viewers(): Viewers {
    return this.#began.viewers;
  }

  get page(): WatchingPage {
    return this.#began.page;
  }

  /** Measures the time from now until every user has pictures and an acknowledged command. */
  async recovery(): Promise<Recovery> {
    const { pictureMs, orderMs, late } = this.#options.patience;
    const [page, viewers, capture, note] = await Promise.all([
      timed(this.page.untilLive(pictureMs, { late })),
      timed(this.viewers.untilFresh(pictureMs)),
      timed(this.book.untilAcknowledged('capture', orderMs)),
      timed(this.book.untilAcknowledged('note', orderMs)),
    ]);
    return { page, viewers, capture, note };
  }

  /** Current faults: ended processes, the page, commands, logs. */
  async takeFaults(): Promise<string[]> {
    const { system, page } = this.#began;
    return [
      ...system.dead.map((name) => `${name} has ended`),
      ...(await page.takeFaults()),
      ...this.book.takeFaults(),
      ...system.loggedErrors.take(),
    ];
  }

  /** Ends the load and compares the acknowledged results with the library. */
  async end(): Promise<Afterwards> {
    const { load, viewers, page, system, operator, sessionId } = this.#began;
    await load.end();
    viewers.leave();
    await page.close();
    return lookAfterwards(system, operator, this.#kept, sessionId);
  }

  /** May be called twice. */
  async clear(): Promise<void> {
    for (const close of this.#closing.splice(0).toReversed()) await close();
  }

  get #began() {
    if (this.#parts === undefined) throw new Error('the run has not started');
    return this.#parts;
  }

  async #begin(): Promise<void> {
    const { seed, patience } = this.#options;
    const system = await EnduranceSystem.start({ disk: this.disk, clock: this.clock, serviceTimeoutMs: patience.serviceTimeoutMs });
    this.#closing.push(() => system.close());
    const { url } = system;
    const admin = await Person.signIn(url, system.admin);
    this.#closing.push(() => admin.leave());
    await untilOnline(admin);
    const account = async (role: 'operator' | 'contributor' | 'viewer'): Promise<Account> => {
      const made = { email: `${role}@example.org`, password: randomBytes(12).toString('base64url') };
      await admin.ask('POST', '/users', { ...made, name: `The ${role}`, role });
      return made;
    };
    const operator = await Person.signIn(url, await account('operator'));
    const writer = await Person.signIn(url, await account('contributor'));
    this.#closing.push(() => operator.leave(), () => writer.leave()); // prettier-ignore
    for (const id of [BENCH, SERIES]) await operator.ask('PUT', `/cameras/${id}/settings`, { roi: ROI, exposure: 4 });
    const { id: sessionId } = await operator.ask<CaptureSession>('POST', '/sessions', { cameraId: BENCH, title: 'Endurance' });
    await writer.ask('POST', `/sessions/${sessionId}/join`, {});
    const viewer = await account('viewer');
    const page = await WatchingPage.open(url, BENCH, viewer, patience.pictureMs);
    this.#closing.push(() => page.close());
    const aheadMs = (): number => this.clock.aheadMs;
    const token = await signIn(url, viewer);
    const viewers = await Viewers.join({ url, token, cameraIds: [BENCH, SERIES], each: VIEWERS_EACH, aheadMs, freshMs: patience.freshMs });
    this.#closing.push(() => viewers.leave());
    const load = new Load({
      operator,
      writer,
      cameraId: BENCH,
      seriesId: SERIES,
      sessionId,
      book: this.book,
      kept: this.#kept,
      random: new SeededRandom(seed + 1),
      pictures: PICTURES,
      clock: this.clock,
      serviceTimeoutMs: patience.serviceTimeoutMs,
    });
    this.#parts = { system, viewers, page, load, operator, sessionId };
  }
}

async function timed(met: Promise<boolean>): Promise<number | null> {
  const beganMs = performance.now();
  return (await met) ? (performance.now() - beganMs) / 1000 : null;
}

async function untilOnline(person: Person): Promise<void> {
  for (const deadline = performance.now() + CAMERAS_MS; ;) {
    const { cameras } = await person.ask<{ cameras: CameraState[] }>('GET', '/cameras');
    if (cameras.filter(({ status }) => status !== 'offline').length === 2) return;
    if (performance.now() > deadline) throw new Error('the camera services did not reach the hub within two minutes');
    await delay(LOOK_MS);
  }
}
