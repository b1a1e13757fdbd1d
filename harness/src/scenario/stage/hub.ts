/** A hub of this checkout that a scenario starts. It is loaded only then: the package without the checkout has none. */
import { existsSync } from 'node:fs';
import { oneLine } from '../../input/one-line.ts';
import { HUB as HUB_PROGRAM } from '../../system/programs.ts';
import type { HubProcess } from '../../system/processes/hub-process.ts';
import { resume, suspend } from '../../system/processes/signals.ts';
import { HUB } from '../schema/scenario.ts';
import type { SteeredProcess } from './process.ts';
import { Refusal } from './refusal.ts';
import { signalTo } from './signal.ts';

/** All viewers of a scenario belong to one user and come from one address. */
const LIMITS = { SOCKETS_PER_USER: '8192', SOCKETS_PER_ADDRESS: '8192' };

export interface StartedHub extends SteeredProcess {
  readonly url: string;
  readonly cameraToken: string;
  readonly account: { readonly email: string; readonly password: string };
  close(): Promise<void>;
}

/** `signal` ends a start that is not over. @throws {Refusal} */
export async function startHub(databaseUrl: string | undefined, signal?: AbortSignal): Promise<StartedHub> {
  try {
    const { HubProcess, ADMIN } = await import('../../system/processes/hub-process.ts');
    if (!existsSync(HUB_PROGRAM)) throw new Error('start: hub needs a checkout of Eyepiece');
    const database = databaseUrl === undefined ? undefined : { url: databaseUrl, close: () => Promise.resolve() };
    return asProcess(await HubProcess.start({ database, env: LIMITS, signal }), ADMIN);
  } catch (error) {
    throw new Refusal(`the hub cannot be started: ${oneLine((error as Error).message)}`);
  }
}

function asProcess(hub: HubProcess, account: StartedHub['account']): StartedHub {
  return {
    name: HUB,
    command: 'hub',
    url: hub.url,
    cameraToken: hub.cameraToken,
    account,
    get pid() {
      return hub.pid;
    },
    start: () => hub.restart(),
    kill: () => hub.kill(),
    suspend: () => signalTo('the hub', hub.pid, suspend),
    resume: () => signalTo('the hub', hub.pid, resume),
    restart: () => hub.restart(),
    close: () => hub.close(),
  };
}
