import { reportFault } from '../../browser/report-fault.ts';
import type { FromPlayer, ToPlayer } from './messages.ts';

/** The interface to a player, in a worker or on the page. */
export interface PlayerPort {
  readonly offscreen: boolean;
  post(message: ToPlayer): void;
  close(): void;
}

/** On a slow link its script arrives together with those of the page. */
const WORKER_START_TIMEOUT_MS = 20_000;

function workerPort(receive: (message: FromPlayer) => void, first: readonly ToPlayer[]): Promise<PlayerPort> {
  const worker = new Worker(new URL('./stream.worker.ts', import.meta.url), { type: 'module' });
  // The browser keeps them until the worker has started. Waiting for `ready` would wait for the scripts of the page too.
  for (const message of first) worker.postMessage(message);
  return new Promise((resolve, reject) => {
    const give = (why: string): void => {
      worker.terminate();
      reject(new Error(why));
    };
    const timer = setTimeout(() => give('the worker did not start'), WORKER_START_TIMEOUT_MS);
    worker.onerror = (event) => give(event.message);
    worker.onmessage = (event: MessageEvent<FromPlayer>) => {
      if (event.data.type !== 'ready') {
        receive(event.data);
        return;
      }
      clearTimeout(timer);
      worker.onerror = (error) => reportFault('The stream worker failed:', error.message);
      resolve({
        offscreen: true,
        post: (message) => worker.postMessage(message, 'canvas' in message && message.canvas ? [message.canvas as OffscreenCanvas] : []),
        close: () => worker.terminate(),
      });
    };
  });
}

async function pagePort(receive: (message: FromPlayer) => void, first: readonly ToPlayer[]): Promise<PlayerPort> {
  const [{ Player }, { makeFrameLink }, { videoAbility }] = await Promise.all([
    import('./player.ts'),
    import('../link/make-frame-link.ts'),
    import('./video-ability.ts'),
  ]);
  const player = new Player(makeFrameLink, receive, videoAbility);
  for (const message of first) player.handle(message);
  return { offscreen: false, post: (message) => player.handle(message), close: () => player.dispose() };
}

/**
 * A player in a worker with an OffscreenCanvas, or on the page where the browser lacks either.
 * @param first messages that the player handles before those of the port
 */
export async function openPlayer(receive: (message: FromPlayer) => void, first: readonly ToPlayer[]): Promise<PlayerPort> {
  const canWork = typeof Worker !== 'undefined' && 'transferControlToOffscreen' in HTMLCanvasElement.prototype;
  if (!canWork) return pagePort(receive, first);
  try {
    return await workerPort(receive, first);
  } catch (error) {
    reportFault('Pictures are drawn on the page:', error);
    return pagePort(receive, first);
  }
}
