/** Starts the processes, the hub and the cameras of a scenario, and finds the address of the target. */
import type { Credential } from '../../crowd/arguments.ts';
import { oneLine } from '../../crowd/report.ts';
import { SyntheticCamera } from '../../camera/synthetic-camera.ts';
import type { CheckedScenario } from '../checked-scenario.ts';
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
  const hub = spec.target.start === undefined ? undefined : await startHub(spec.target.database);
  if (hub) closers.push(() => hub.close());
  const server = processes.find(({ name }) => name === spec.target.process);
  const url = spec.target.url ?? hub?.url ?? `${server?.address?.replace(/\/$/, '') ?? ''}${spec.target.path ?? ''}`;
  await startCameras(scenario, url, hub, closers, onEnd);
  return { url, credential: hub?.account ?? credentialOf(spec.target, env), processes: hub ? [...processes, hub] : processes };
}

function credentialOf({ email, password, token }: CheckedScenario['spec']['target'], env: NodeJS.ProcessEnv): Credential | undefined {
  if (email === undefined) {
    const known = token ?? env['EYEPIECE_TOKEN'];
    return known === undefined ? undefined : { token: known };
  }
  const known = password ?? env['EYEPIECE_PASSWORD'];
  if (known === undefined) throw new Refusal(`target.password is needed for ${email}, or EYEPIECE_PASSWORD`);
  return { email, password: known };
}

async function startCameras(
  { spec }: CheckedScenario,
  url: string,
  hub: StartedHub | undefined,
  closers: Closers,
  onEnd: (problem: string) => void,
): Promise<void> {
  for (const { name, fps, width, height, size } of spec.cameras) {
    const token = hub?.cameraToken ?? spec.target.cameraToken ?? '';
    const options = { hubUrl: url, token, cameraId: name, fps, width, height, frameBytes: size };
    let isClosed = false;
    let camera: SyntheticCamera;
    const connect = async (): Promise<void> => {
      camera = await SyntheticCamera.connect(options);
      camera.on('lost', (reason) => void again(reason));
    };
    // A camera service connects again when its hub was restarted.
    const again = async (reason: string): Promise<void> => {
      for (let attempt = 0; attempt < RETRIES && !isClosed; attempt += 1) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        if (isClosed) return;
        const connected = await connect().then(
          () => true,
          () => false,
        );
        if (connected && isClosed) await camera.close();
        if (connected) return;
      }
      if (!isClosed) onEnd(`camera ${name}: ${oneLine(reason)}`);
    };
    closers.push(async () => {
      isClosed = true;
      await camera.close();
    });
    try {
      await connect();
    } catch (error) {
      throw new Refusal(`camera ${name} is refused: ${oneLine((error as Error).message)}`);
    }
  }
}

const RETRY_MS = 500;
const RETRIES = 120;
