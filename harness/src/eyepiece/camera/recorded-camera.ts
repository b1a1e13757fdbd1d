/**
 * A camera service that sends the frames of a recording, in the original timing, while the hub demands them. The
 * recording starts anew each time the hub demands frames again.
 */
import { pause } from '../../timing/pause.ts';
import { FRAME_FLAG_SCALED, type FrameFields } from '@eyepiece/shared-types';
import sharp from 'sharp';
import type { WebSocket } from 'ws';
import { nowUs } from '../../timing/clock.ts';
import type { Recording } from '../../recording/file/reader.ts';
import { recordedFrames, surveyFrames, type FrameSource, type RecordedFrame } from '../../recording/recorded-frames.ts';
import { LinkedCamera, openLink, type LinkedDescription, type LinkOptions } from './linked-camera.ts';

/** Timers may fire this much too early. */
const TIMER_MS = 2;
const SPEEDS = { min: 0.01, max: 100 } as const;

export interface RecordedCameraOptions extends LinkOptions {
  readonly recording: Recording;
  /** Times as fast (1). */
  readonly speed?: number;
  /** Start again at the end (false). */
  readonly loop?: boolean;
  /** Which frames; by default those of the source with the most. */
  readonly source?: Partial<FrameSource>;
  /** The recording has ended; not with `loop`. */
  readonly onEnd?: () => void;
  /** The recording cannot be read on. */
  readonly onProblem?: (error: Error) => void;
}

interface Film {
  readonly options: RecordedCameraOptions;
  readonly source: FrameSource;
  readonly description: LinkedDescription;
  readonly fields: Pick<FrameFields, 'width' | 'height' | 'exposureMs' | 'gainDb'>;
}

export class RecordedCamera extends LinkedCamera {
  readonly #film: Film;
  #nextMs = Number.NEGATIVE_INFINITY;
  #playing: AbortController | undefined;

  private constructor(film: Film, socket: WebSocket) {
    super(film.description, socket);
    this.#film = film;
  }

  /** Resolves when the hub has answered `hello`. @throws if the recording has no frames, or the hub is unreachable or refuses */
  static async connect(options: RecordedCameraOptions): Promise<RecordedCamera> {
    const { recording, cameraId, speed = 1, source } = options;
    if (!(speed >= SPEEDS.min && speed <= SPEEDS.max)) throw new RangeError(`a speed from ${SPEEDS.min} to ${SPEEDS.max} is needed`);
    const { connection, direction, camera, fps, first, fields } = await surveyFrames(recording, source);
    const { width, height } = fields ?? (await sharp(first).metadata());
    const description = { cameraId, driver: 'recorded', model: 'Recording', width, height, fps: Math.round(fps * speed * 100) / 100 };
    const film: Film = {
      options,
      source: { connection, direction, camera },
      description,
      fields: { width, height, exposureMs: fields?.exposureMs ?? 0, gainDb: fields?.gainDb ?? 0 },
    };
    const recorded = new RecordedCamera(film, await openLink(options));
    await recorded.greet(options.signal);
    return recorded;
  }

  protected override start(): void {
    const playing = new AbortController();
    this.#playing = playing;
    this.#play(playing.signal).then(
      (isOver) => {
        if (isOver) this.#film.options.onEnd?.();
      },
      (error: unknown) => this.#film.options.onProblem?.(error as Error),
    );
  }

  protected override stop(): void {
    this.#playing?.abort();
  }

  /** @returns whether the recording has ended; false: it was stopped */
  async #play(stopped: AbortSignal): Promise<boolean> {
    const { options, source } = this.#film;
    let seq = 0;
    do {
      let startMs: number | undefined;
      for await (const frame of readAhead(recordedFrames(options.recording, source))) {
        // The time to open the file would make the first frame late, and all others early to it.
        startMs ??= performance.now();
        await pause(startMs + frame.atUs / 1000 / (options.speed ?? 1) - performance.now(), stopped);
        if (stopped.aborted) return false;
        seq = this.#show(frame, seq);
      }
      // The last frame stands for one interval.
      if (options.loop) await pause(1000 / this.#film.description.fps, stopped);
    } while (options.loop && !stopped.aborted);
    return !stopped.aborted;
  }

  /** @returns the number of the next frame */
  #show({ step, fields, jpeg }: RecordedFrame, next: number): number {
    const now = performance.now();
    if (now < this.#nextMs - TIMER_MS) return next;
    this.#nextMs = Math.max(now, this.#nextMs + 1000 / (this.demand.maxFps ?? Number.POSITIVE_INFINITY));
    const seq = next === 0 ? 0 : (next + step - 1) >>> 0;
    const sent = fields ?? this.#film.fields;
    // The hub knows this picture as the camera's own.
    const flags = (fields?.flags ?? 0) & ~FRAME_FLAG_SCALED;
    const { width, height, exposureMs, gainDb } = sent;
    this.sendFrame({ seq, flags, capturedAtUs: nowUs(), width, height, exposureMs, gainDb }, jpeg);
    return (seq + 1) >>> 0;
  }
}

/** Reads the next frame while the last one is waited for. */
async function* readAhead<T>(frames: AsyncGenerator<T, void, void>): AsyncGenerator<T, void, void> {
  try {
    for (let pending = frames.next(); ;) {
      const { done, value } = await pending;
      if (done === true) return;
      pending = frames.next();
      // The consumer may stop before it awaits this read.
      pending.catch(() => undefined);
      yield value;
    }
  } finally {
    await frames.return();
  }
}
