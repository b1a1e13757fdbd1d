import { setTimeout as sleep } from 'node:timers/promises';
import { readySchema } from '@eyepiece/shared-types/operations';
import { SetupError } from '@eyepiece/host/setup-error';

const POLL_MS = 50;
const REQUEST_MS = 2_000;

type Answer = { readonly cameras: number; readonly ready: boolean } | undefined;

async function ask(url: string, token: string): Promise<Answer> {
  try {
    const response = await fetch(`${url}/ready`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const body = readySchema.safeParse(await response.json());
    return body.success ? { cameras: body.data.cameras ?? 0, ready: response.ok } : undefined;
  } catch (error) {
    // Not there yet: fetch reports a refused connection as a TypeError, a slow one as a DOMException.
    if (error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function missing(answer: Answer, cameras: number): string {
  if (answer === undefined) return 'the hub did not answer';
  if (!answer.ready) return 'the hub is not ready';
  return `${cameras - answer.cameras} of ${cameras} cameras did not connect to the hub`;
}

/** Resolves when the hub is ready and has its cameras. It tells their number to the camera token only. */
export async function untilReady(url: string, token: string, cameras: number, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask(url, token);
    if (answer?.ready === true && answer.cameras >= cameras) return;
    if (performance.now() > deadline) throw new SetupError(`${missing(answer, cameras)} within ${withinMs / 1000} s`);
    await sleep(POLL_MS);
  }
}
