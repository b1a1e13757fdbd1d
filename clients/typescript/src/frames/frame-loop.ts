import type { ErrorCode, PicturePreference } from '@eyepiece/shared-types';
import { reasonOf, TIMER_MAX_MS } from '../deadline.ts';
import { HubError, invalid } from '../hub-error.ts';
import { FrameQueue } from './frame-queue.ts';
import type { WatchOptions } from './frame-socket.ts';
import type { FrameSockets } from './frame-sockets.ts';
import type { Frame } from './frame.ts';

export interface FrameOptions {
  /** Largest width of the pictures, px. The hub serves the full, half or quarter width. */
  readonly maxWidth?: number | undefined;
  /** Largest rate, frames per second. */
  readonly maxFps?: number | undefined;
  /** H.264 among the JPEG frames, as `prefer` in the protocol; without it, all frames are JPEGs. */
  readonly video?: Exclude<PicturePreference, 'exact'> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Longest wait for a frame, ms; ten minutes by default, as for feeds of the hub. */
  readonly timeoutMs?: number | undefined;
  /** Told when frames come, and when the connection is lost. */
  readonly onState?: ((state: FrameState) => void) | undefined;
}

export type FrameState =
  /** `refused`: why the hub sends nothing at present; it is asked again. */
  { readonly kind: 'waiting'; readonly refused?: string } | { readonly kind: 'live' } | { readonly kind: 'lost' };

const TIMEOUT_MS = 600_000;

/** The same request would be refused again. */
const FINAL: ReadonlySet<string> = new Set<ErrorCode>(['validation_failed', 'forbidden', 'unauthenticated', 'session_expired']);
/** A hub that has just started does not know its cameras yet, but a camera that was never watched is a wrong name. */
const UNKNOWN: ErrorCode = 'camera_not_found';

/**
 * The frames of a camera, the newest one each time the loop asks. A slow loop gets fewer frames; none pile up. The loop
 * survives lost connections, and ends with the signal, the deadline, or a refusal.
 */
export async function* frameLoop(
  sockets: FrameSockets,
  cameraId: string,
  options: FrameOptions = {},
): AsyncGenerator<Frame, void, undefined> {
  const { timeoutMs = TIMEOUT_MS, signal } = options;
  if (!(timeoutMs > 0)) throw invalid('timeoutMs', 'must be above 0');
  const stream = new FrameStream(sockets, cameraId, options);
  try {
    for (;;) yield await stream.next(timeoutMs, signal);
  } finally {
    stream.close();
  }
}

function watchOptions({ maxWidth, maxFps, video }: FrameOptions): WatchOptions {
  return {
    ...(maxWidth !== undefined && { maxWidth }),
    ...(maxFps !== undefined && { maxFps }),
    ...(video !== undefined && { video: ['h264'], prefer: video }),
  };
}

class FrameStream {
  readonly #queue: FrameQueue;
  readonly #close: () => void;
  readonly #onState: ((state: FrameState) => void) | undefined;
  #accepted = false;
  #state: FrameState['kind'] = 'waiting';
  #failure: HubError | null = null;
  #wake: (() => void) | null = null;

  constructor(sockets: FrameSockets, cameraId: string, options: FrameOptions) {
    this.#onState = options.onState;
    const queue = new FrameQueue({
      ack: (id, seq) => watched.ack(id, seq),
      needsKey: () => watched.resetVideo(cameraId),
      available: () => this.#wake?.(),
    });
    this.#queue = queue;
    const watched = sockets.watch(cameraId, watchOptions(options), {
      connected: () => {
        queue.restart();
        this.#tell({ kind: 'waiting' });
      },
      lost: () => this.#tell({ kind: 'lost' }),
      frame: (id, message) => {
        this.#accepted = true;
        this.#tell({ kind: 'live' });
        try {
          queue.arrived(id, message);
        } catch (error) {
          this.#tell({ kind: 'waiting', refused: `a frame could not be read: ${String(error)}` });
        }
      },
      flow: ({ ackEvery }) => {
        this.#accepted = true;
        queue.setAckEvery(ackEvery);
      },
      watchRefused: (_id, { code, message, issues }) => {
        if (FINAL.has(code) || (code === UNKNOWN && !this.#accepted)) this.#fail(new HubError(code, message, { issues }));
        else this.#tell({ kind: 'waiting', refused: message });
      },
      refused: (error) => this.#fail(error),
    });
    this.#close = () => watched.close();
  }

  /** The next frame; the one before counts as finished. */
  next(timeoutMs: number, signal: AbortSignal | undefined): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        this.#wake = null;
        signal?.removeEventListener('abort', look);
        end();
      };
      const look = (): void => {
        const failure = this.#failure;
        if (signal?.aborted) settle(() => reject(reasonOf(signal)));
        else if (failure) settle(() => reject(failure));
        else {
          const frame = this.#queue.take();
          if (frame) settle(() => resolve(frame));
        }
      };
      const late = (): HubError => new HubError('hub_timeout', `no frame within ${timeoutMs / 1000} s`);
      const timer = setTimeout(() => settle(() => reject(late())), Math.min(timeoutMs, TIMER_MAX_MS));
      this.#wake = look;
      signal?.addEventListener('abort', look, { once: true });
      look();
    });
  }

  close(): void {
    this.#queue.close();
    this.#close();
  }

  #tell(state: FrameState): void {
    if (state.kind === 'live' && this.#state === 'live') return;
    this.#state = state.kind;
    this.#onState?.(state);
  }

  #fail(error: HubError): void {
    this.#failure = error;
    this.#wake?.();
  }
}
