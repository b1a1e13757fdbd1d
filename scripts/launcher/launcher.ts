import { join } from 'node:path';
import { z } from 'zod';
import { addressesOf, httpsAddressesOf } from './screen/addresses.ts';
import { SetupError } from '@eyepiece/host/setup-error';
import {
  cameraDefinition,
  databaseDefinition,
  devServerDefinition,
  devServerPort,
  hubDataDir,
  hubDefinition,
  hubUrl,
} from './parts/definitions.ts';
import type { Wiring } from './parts/definitions.ts';
import type { LogEntry } from './logs/log-entry.ts';
import { LogFile } from './logs/log-file.ts';
import { LogTrouble } from './screen/log-trouble.ts';
import { FailingParts } from './parts/failing-parts.ts';
import { Part } from './parts/part.ts';
import type { PartDefinition, PartEnd } from './parts/part.ts';
import { untilReady } from './parts/readiness.ts';
import type { Administrator, Screen } from './screen/screen.ts';
import { watchSources } from './parts/source-watch.ts';
import type { LastLines } from './trouble/last-lines.ts';
import type { Trouble } from './trouble/trouble.ts';

export interface LauncherParts {
  readonly wiring: Wiring;
  readonly screen: Screen;
  /** Shown while the hub does not run. */
  readonly trouble: Trouble;
  readonly lines: LastLines;
  /** The Redis server of several hubs, unless REDIS_URL names one. */
  readonly redis?: PartDefinition | undefined;
}

const HEALTHY_WITHIN_MS = 60_000;

const hubUpSchema = z.object({
  port: z.int(),
  httpsPort: z.int().optional(),
  certificate: z.enum(['local', 'operator']).optional(),
  hostNames: z.array(z.string()).default([]),
});
const databaseUpSchema = z.object({ databaseUrl: z.string() });
const cameraUpSchema = z.object({ url: z.string(), driver: z.string().optional() });
const administratorSchema = z.object({ email: z.string() });
const firstRunSchema = z.object({ path: z.string() });
/** What the hub logs before it listens. */
const OPENS_PORT = 'opening the port';
/** What the hub logs with the link. */
const FIRST_RUN = 'open this path to create the first administrator';

/** The running whole: database, hub, cameras, in this order; stopped in the opposite one. */
export class Launcher {
  readonly #wiring: Wiring;
  readonly #screen: Screen;
  readonly #redis: PartDefinition | undefined;
  readonly #logTrouble: LogTrouble;
  readonly #parts: Part[] = [];
  readonly #watches: (() => void)[] = [];
  readonly #trouble: Trouble;
  readonly #lines: LastLines;
  readonly #failing: FailingParts;
  /** By camera: a port 0 becomes another one at every start, and an administrator may choose another driver. */
  readonly #cameraUps = new Map<string, z.output<typeof cameraUpSchema>>();
  #hub: Part | undefined;
  #administrator: Administrator | undefined;
  #firstRunPath: string | undefined;
  #announced = false;
  #https: z.output<typeof hubUpSchema> | undefined;
  #devPort: number | undefined;
  #stopping: Promise<void> | undefined;

  constructor({ wiring, screen, trouble, lines, redis }: LauncherParts) {
    this.#wiring = wiring;
    this.#redis = redis;
    this.#screen = screen;
    this.#trouble = trouble;
    this.#lines = lines;
    this.#logTrouble = new LogTrouble(screen);
    this.#failing = new FailingParts(Array.from({ length: wiring.settings.hubs }, (_, index) => hubDataDir(wiring, index)));
  }

  /** Starts every part and resolves when the hubs and the cameras that start are healthy. */
  async start(): Promise<void> {
    const { settings } = this.#wiring;
    if (settings.databaseUrl === undefined) await this.#add(databaseDefinition(this.#wiring)).start();
    if (this.#redis) await this.#add(this.#redis).start();
    const hubs = Array.from({ length: settings.hubs }, (_, index) => this.#add(hubDefinition(this.#wiring, index)));
    this.#hub = hubs[0];
    // The first one migrates the database.
    for (const hub of hubs) await hub.start();
    const cameras = settings.cameras.map((camera, index) => this.#add(cameraDefinition(this.#wiring, camera, index % settings.hubs)));
    const others = settings.development ? [this.#add(devServerDefinition(this.#wiring))] : [];
    const [up] = await Promise.all([Promise.all(cameras.map((part) => part.start())), Promise.all(others.map((part) => part.start()))]);
    for (const [index] of hubs.entries()) {
      const own = up.filter((isUp, camera) => isUp && camera % settings.hubs === index).length;
      await this.#untilReady(index, own);
    }
    if (settings.development) this.#watch(hubs, cameras);
  }

  announce(startMs: number): void {
    this.#announced = true;
    const { settings, hubPort } = this.#wiring;
    const { hubHost: host, basePath } = settings;
    const addresses = addressesOf(host, this.#devPort ?? hubPort, { basePath });
    const { httpsPort: port, hostNames = [], certificate } = this.#https ?? {};
    this.#screen.announce({
      addresses,
      otherHubs: (this.#wiring.cluster?.ports ?? []).slice(1).map((port) => addressesOf(host, port, { basePath }).local),
      https: port === undefined ? undefined : httpsAddressesOf({ host, port, basePath, plain: addresses, hostNames, certificate }),
      cameras: settings.cameras.map(({ id, name, driver }) => ({
        id,
        name,
        url: undefined,
        ...this.#cameraUps.get(id),
        driver: this.#cameraUps.get(id)?.driver ?? driver,
      })),
      startMs,
      administrator: this.#administrator,
      firstRun: this.#firstRunPath === undefined ? undefined : this.#firstRunUrl(this.#firstRunPath),
      logs: join(settings.dataDir, 'logs'),
    });
  }

  /** Stops cameras, hub and database, one after the other, each with its deadline. May be called twice. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopInOrder();
    return this.#stopping;
  }

  kill(): void {
    for (const part of this.#parts) part.kill();
  }

  async #stopInOrder(): Promise<void> {
    for (const end of this.#watches) end();
    for (const part of this.#parts.toReversed()) await part.stop();
    this.#failing.close();
  }

  /** A hub that is not ready is a failure. Its cameras may come later. */
  async #untilReady(hub: number, cameras: number): Promise<void> {
    const url = hubUrl(this.#wiring, hub);
    const { cameraToken } = this.#wiring.secrets;
    await untilReady(url, cameraToken, 0, HEALTHY_WITHIN_MS);
    await untilReady(url, cameraToken, cameras, HEALTHY_WITHIN_MS).catch((error: unknown) => {
      if (!(error instanceof SetupError)) throw error;
      this.#screen.note(`! ${error.message}; see its log`);
    });
  }

  #died(part: Part, { how, fault, reason }: PartEnd, delayMs: number): void {
    this.#screen.died(part.name, how, delayMs);
    this.#failing.failed(part.name, reason);
    if (part === this.#hub) void this.#trouble.show(fault, `hub ended: ${reason}`);
  }

  #up(part: Part, isRecovery: boolean): void {
    if (isRecovery) this.#screen.recovered(part.name);
    this.#failing.up(part.name);
    if (part === this.#hub) this.#trouble.over();
  }

  #add(definition: PartDefinition): Part {
    const path = join(this.#wiring.settings.dataDir, 'logs', `${definition.name}.log`);
    const log = new LogFile(path, this.#logTrouble.of(definition.name));
    const part = new Part(
      definition,
      {
        onEntry: (from, entry) => this.#read(from, entry),
        onDeath: (from, end, delayMs) => this.#died(from, end, delayMs),
        onUp: (from, isRecovery) => this.#up(from, isRecovery),
      },
      log,
    );
    this.#parts.push(part);
    this.#screen.makeRoomFor(part.name);
    return part;
  }

  /** Returns whether the entry may be kept: the link of the first run is for the screen only. */
  #read(part: Part, entry: LogEntry): boolean {
    if (entry.message === 'first administrator') {
      this.#administrator = administratorSchema.safeParse(entry.fields).data;
      return false;
    }
    if (entry.message === FIRST_RUN) {
      if (part === this.#hub) this.#beginFirstRun(firstRunSchema.safeParse(entry.fields).data?.path);
      return false;
    }
    this.#lines.add(part.name, entry);
    if (entry.message === OPENS_PORT && part === this.#hub) void this.#trouble.end();
    if (entry.message === 'listening') this.#connect(part, entry);
    if (part.name === 'ui') this.#devPort ??= devServerPort(entry);
    if (this.#wiring.settings.verbose || entry.level === 'warn' || entry.level === 'error') this.#screen.entry(part.name, entry);
    return true;
  }

  /** A hub that was restarted before the first run has another link. */
  #beginFirstRun(path: string | undefined): void {
    this.#firstRunPath = path;
    if (this.#announced && path !== undefined) this.#screen.firstRun(this.#firstRunUrl(path));
  }

  /** The path contains the base path already. */
  #firstRunUrl(path: string): string {
    const { hubHost, basePath } = this.#wiring.settings;
    const { local } = addressesOf(hubHost, this.#devPort ?? this.#wiring.hubPort, { basePath });
    return new URL(path, local).href;
  }

  #connect(part: Part, { fields }: LogEntry): void {
    if (part === this.#hub) {
      // From now on a restarted hub takes the same ports, where cameras and browsers look for it.
      const up = hubUpSchema.safeParse(fields);
      if (!up.success) return;
      this.#wiring.hubPort = up.data.port;
      // A chosen port is required. The default one is not: another program may take it while the hub restarts.
      if (this.#wiring.settings.tlsPort === 0) this.#wiring.tlsPort = up.data.httpsPort ?? 0;
      this.#https = up.data;
      return;
    }
    const camera = cameraUpSchema.safeParse(fields);
    if (camera.success) this.#cameraUps.set(part.name, camera.data);
    const database = databaseUpSchema.safeParse(fields);
    if (part.name !== 'database' || !database.success || database.data.databaseUrl === this.#wiring.databaseUrl) return;
    this.#wiring.databaseUrl = database.data.databaseUrl;
    void this.#hub?.restart();
  }

  #watch(hubs: readonly Part[], cameras: readonly Part[]): void {
    const under = (...path: string[]): string => join(this.#wiring.root, ...path);
    const restart = (parts: readonly Part[]) => (): void => {
      for (const part of parts) {
        this.#screen.note(`Sources changed: restarting ${part.name}`);
        void part.restart();
      }
    };
    this.#watches.push(watchSources([under('hub', 'src'), under('host', 'src'), under('shared-types', 'src')], ['.ts'], restart(hubs)));
    this.#watches.push(watchSources([under('camera-ws', 'src')], ['.py'], restart(cameras)));
  }
}
