/** Shared by all rows: durations, the hub under test and the workers that load it. Stops everything that it started. */
import { HubUnderTest, type HubOptions } from './system/hub-under-test.ts';
import { CORE } from './system/processes.ts';
import type { Result } from './result.ts';
import type { CameraCalls } from './workers/camera.ts';
import { Worker } from './workers/calls.ts';
import type { CrowdCalls, Target } from './workers/crowd.ts';
import type { RestCalls } from './workers/rest.ts';

export const CAMERA_ID = 'bench';

export interface Pace {
  /** Whether a first round does not count, because newly loaded code is still being compiled. */
  readonly practice: boolean;
  /** Measurements of each server; the median counts. */
  readonly rounds: number;
  /** The same for rows that need time to settle. */
  readonly longRounds: number;
  readonly seconds: number;
  readonly warmUpS: number;
  readonly soakMinutes: number;
  /** Captures in the library that is searched. */
  readonly captures: number;
}

export interface Row {
  readonly name: string;
  readonly about: string;
  /** Runs only if named. */
  readonly onDemand?: boolean;
  run(bench: Bench): Promise<Result[]>;
}

export class Bench {
  readonly pace: Pace;
  readonly say: (text: string) => void;
  readonly #stops: (() => Promise<void>)[] = [];
  #hub: Promise<HubUnderTest> | undefined;
  #camera: Worker<CameraCalls> | undefined;
  #crowd: Worker<CrowdCalls> | undefined;
  #rest: Worker<RestCalls> | undefined;
  #libraryHub: Promise<HubUnderTest> | undefined;

  constructor(pace: Pace, say: (text: string) => void) {
    this.pace = pace;
    this.say = say;
  }

  /** One hub for all rows that do not request a fresh one. */
  hub(): Promise<HubUnderTest> {
    this.#hub ??= this.freshHub();
    return this.#hub;
  }

  async freshHub(options: HubOptions = {}): Promise<HubUnderTest> {
    return this.stopping(await HubUnderTest.start(options));
  }

  get camera(): Worker<CameraCalls> {
    this.#camera ??= this.stopping(new Worker<CameraCalls>(new URL('./workers/camera.ts', import.meta.url), CORE.load));
    return this.#camera;
  }

  get crowd(): Worker<CrowdCalls> {
    this.#crowd ??= this.stopping(new Worker<CrowdCalls>(new URL('./workers/crowd.ts', import.meta.url), CORE.load));
    return this.#crowd;
  }

  get rest(): Worker<RestCalls> {
    this.#rest ??= this.stopping(new Worker<RestCalls>(new URL('./workers/rest.ts', import.meta.url), CORE.load));
    return this.#rest;
  }

  /** A hub on PostgreSQL with a library of this pace's size. */
  libraryHub(): Promise<HubUnderTest> {
    this.#libraryHub ??= this.freshHub({ postgres: true, captures: this.pace.captures });
    return this.#libraryHub;
  }

  /** Registers a function that runs at the end, in reverse order. */
  stopping<T extends { stop(): Promise<void> }>(started: T): T {
    this.#stops.push(() => started.stop());
    return started;
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }
}

export function watchHub(hub: HubUnderTest): Target {
  return { kind: 'hub', url: hub.url, token: hub.token, cameraId: CAMERA_ID };
}
