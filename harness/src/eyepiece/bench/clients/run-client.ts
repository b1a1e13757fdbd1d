/** Runs a program that watches a camera with one of the clients. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { venvPython } from '@eyepiece/host/python/environment';
import { CHECKOUT, PYTHON_CLIENT } from '../../../system/programs.ts';
import type { ServiceCommand } from '../../../system/processes/service-process.ts';
import { CORE, pinned } from '../system/processes.ts';
import { watchedFigures, watchedSchema, type WatchedFigures } from './figures.ts';

export type ClientName = 'TypeScript' | 'Python';

export interface WatchPlan {
  readonly client: ClientName;
  readonly url: string;
  readonly token: string;
  readonly cameraId: string;
  /** Before the measurement begins. */
  readonly settlingS: number;
  readonly seconds: number;
}

/** Beside the settling and the measurement: start of the program, sign-in and first frame. */
const START_MS = 60_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** @throws if the program fails, or takes much longer than planned */
export async function watchWith(plan: WatchPlan): Promise<WatchedFigures> {
  const { token, settlingS, seconds } = plan;
  const { command, args, env } = pinned(commandOf(plan), CORE.load);
  const { stdout } = await promisify(execFile)(command, args, {
    env: { ...process.env, ...env, TOKEN: token },
    timeout: START_MS + (settlingS + seconds) * 1000,
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return watchedFigures(watchedSchema.parse(JSON.parse(stdout)));
}

function commandOf({ client, url, cameraId, settlingS, seconds }: WatchPlan): ServiceCommand {
  const args = [url, cameraId, String(settlingS), String(seconds)];
  const program = fileURLToPath(new URL(client === 'Python' ? 'watch.py' : 'watch.ts', import.meta.url));
  if (client === 'TypeScript')
    return { command: process.execPath, args: ['--disable-warning=ExperimentalWarning', program, ...args], env: {} };
  const python = venvPython(CHECKOUT);
  if (!existsSync(python)) throw new Error('there is no Python environment yet: npm test creates it');
  return { command: python, args: [program, ...args], env: { PYTHONPATH: PYTHON_CLIENT } };
}
