/** Requests that may fail at any time, because their receiver is killed. */
import { signIn } from '../../../crowd/hub-account.ts';
import type { SeededRandom } from '../../../figures/random.ts';
import type { ChaosSystem } from '../system.ts';

const CALL_MS = 20_000;

export class Calls {
  readonly #system: ChaosSystem;
  readonly #random: SeededRandom;
  #token: string | undefined;

  constructor(system: ChaosSystem, random: SeededRandom) {
    this.#system = system;
    this.#random = random;
  }

  /** Calls any hub that runs. @throws when none runs, or it does not answer */
  async hub(path: string, method = 'GET', body?: object): Promise<Response> {
    const url = this.#random.choose(this.#system.hubUrls);
    this.#token ??= await signIn(url, this.#system.admin, CALL_MS);
    return call(`${url}/api/v1${path}`, { method, body, headers: { authorization: `Bearer ${this.#token}` } });
  }

  /** The answer of any hub that runs; undefined when it refuses, or is killed. */
  async tryHub<T>(path: string, method: string, body?: object): Promise<T | undefined> {
    return attempt(async () => {
      const response = await this.hub(path, method, body);
      return response.ok ? ((await response.json()) as T) : refused(response);
    });
  }

  /** The answer of a camera service; undefined when it refuses, or is killed. */
  async tryCamera<T>(cameraId: string, path: string, method: string, body: object): Promise<T | undefined> {
    const url = this.#system.cameraUrl(cameraId);
    if (url === undefined) return undefined;
    return attempt(async () => {
      const response = await call(url + path, { method, body });
      return response.ok ? ((await response.json()) as T) : refused(response);
    });
  }
}

/** @returns undefined when there is no answer */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined; // the process was killed, as intended
  }
}

interface Call {
  readonly method: string;
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

function call(url: string, { method, body, headers }: Call): Promise<Response> {
  return fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(CALL_MS),
  });
}

async function refused(response: Response): Promise<undefined> {
  await response.body?.cancel();
  return undefined;
}
