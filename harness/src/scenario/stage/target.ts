/** Starts the processes, the hub and the cameras of a scenario, and finds the address of the target. */
import type { Credential } from '../../crowd/arguments.ts';
import type { CheckedScenario } from '../checked-scenario.ts';
import { ScenarioCamera } from './camera.ts';
import type { Closers } from './closers.ts';
import { startHub, type StartedHub } from './hub.ts';
import { ScenarioProcess, type SteeredProcess } from './process.ts';
import { Refusal } from './refusal.ts';

export interface OpenTarget {
  readonly url: string;
  /** Of Eyepiece; undefined: the scenario has none. */
  readonly credential: Credential | undefined;
  readonly processes: readonly SteeredProcess[];
}

export interface TargetOptions {
  readonly scenario: CheckedScenario;
  readonly env: NodeJS.ProcessEnv;
  readonly closers: Closers;
  readonly onEnd: (problem: string) => void;
}

/** @throws {Refusal} */
export async function openTarget({ scenario, env, closers, onEnd }: TargetOptions): Promise<OpenTarget> {
  const { spec, origin } = scenario;
  const processes: ScenarioProcess[] = [];
  for (const process of spec.processes) {
    const hasAddress = spec.target.process === process.name;
    const started = new ScenarioProcess({ spec: process, folder: origin.folder, hasAddress, onEnd });
    closers.push(() => started.stop());
    processes.push(started);
    await started.start();
  }
  const hub = spec.target.start === undefined ? undefined : await openHub(spec.target.database, closers);
  const server = processes.find(({ name }) => name === spec.target.process);
  const url = spec.target.url ?? hub?.url ?? `${server?.address?.replace(/\/$/, '') ?? ''}${spec.target.path ?? ''}`;
  await startCameras(scenario, url, hub, closers);
  return { url, credential: hub?.account ?? credentialOf(spec.target, env), processes: hub ? [...processes, hub] : processes };
}

/** Also while it starts, the hub closes with the run. @throws {Refusal} */
async function openHub(database: string | undefined, closers: Closers): Promise<StartedHub> {
  const ending = new AbortController();
  const starting = startHub(database, ending.signal);
  closers.push(async () => {
    ending.abort(new Error('the run has ended'));
    const hub = await starting.catch(() => undefined);
    await hub?.close();
  });
  return starting;
}

function credentialOf({ email, password, token }: CheckedScenario['spec']['target'], env: NodeJS.ProcessEnv): Credential | undefined {
  if (email === undefined) {
    const known = token ?? env['EYEPIECE_TOKEN'];
    // A variable may be empty.
    return known ? { token: known } : undefined;
  }
  const known = password ?? env['EYEPIECE_PASSWORD'];
  if (known === undefined) throw new Refusal(`target.password is needed for ${email}, or EYEPIECE_PASSWORD`);
  return { email, password: known };
}

async function startCameras({ spec }: CheckedScenario, url: string, hub: StartedHub | undefined, closers: Closers): Promise<void> {
  const token = hub?.cameraToken ?? spec.target.cameraToken ?? '';
  for (const { name, fps, width, height, size } of spec.cameras) {
    const camera = new ScenarioCamera({ hubUrl: url, token, cameraId: name, fps, width, height, frameBytes: size });
    closers.push(() => camera.close());
    await camera.start();
  }
}
