/** The frames of one camera in a recording. */
import { seqDistance, type FrameFields } from '@eyepiece/shared-types';
import { oneLine } from '../input/one-line.ts';
import type { RecordedMessage } from './file/entries.ts';
import { framesOf } from './file/frame-parts.ts';
import type { Recording } from './file/reader.ts';
import { RecordingError } from './file/recording-error.ts';

/** A larger difference between the steps of capture and of recording means that a clock was set. */
const CLOCK_STEP_US = 10_000_000;

/** Which frames: those of one direction of a connection, and of one camera on it. */
export interface FrameSource {
  readonly connection: string;
  readonly direction: 'up' | 'down';
  /** As the event names it; empty if it names none. */
  readonly camera: string;
}

export interface FrameSurvey extends FrameSource {
  readonly frames: number;
  readonly fps: number;
  readonly first: Uint8Array;
  readonly fields: FrameFields | undefined;
}

export interface RecordedFrame {
  /** Since the first frame: by the times of capture, or of recording if there are none. */
  readonly atUs: number;
  /** Numbers since the frame before: 1 if none is missing. */
  readonly step: number;
  readonly fields: FrameFields | undefined;
  readonly jpeg: Uint8Array;
}

/** Of the sources that fit the selection, the one with the most frames. @throws {RecordingError} if there is none */
export async function surveyFrames(recording: Recording, selection: Partial<FrameSource> = {}): Promise<FrameSurvey> {
  const found = new Map<
    string,
    { readonly survey: Omit<FrameSurvey, 'fps' | 'frames'>; frames: number; firstUs: number; lastUs: number }
  >();
  for await (const { message, source, frame } of framesWithSource(recording)) {
    if (!fits(source, selection)) continue;
    const key = JSON.stringify(source);
    const known = found.get(key);
    if (known) {
      known.frames += 1;
      known.lastUs = message.atUs;
    } else {
      const survey = { ...source, first: frame.jpeg, fields: frame.fields };
      found.set(key, { survey, frames: 1, firstUs: message.atUs, lastUs: message.atUs });
    }
  }
  const [best] = [...found.values()].sort((a, b) => b.frames - a.frames);
  if (!best) throw new RecordingError(`${recording.file}: the recording has no frames${ofSource(selection)}`);
  const seconds = (best.lastUs - best.firstUs) / 1e6;
  return { ...best.survey, frames: best.frames, fps: seconds > 0 ? (best.frames - 1) / seconds : 1 };
}

function ofSource({ connection, camera }: Partial<FrameSource>): string {
  const parts = [connection === undefined ? [] : [`connection ${connection}`], camera === undefined ? [] : [`camera ${camera}`]].flat();
  return parts.length === 0 ? '' : ` of ${oneLine(parts.join(' and '))}`;
}

export async function* recordedFrames(recording: Recording, wanted: FrameSource): AsyncGenerator<RecordedFrame, void, void> {
  let previous: { readonly seenUs: number; readonly fields: FrameFields | undefined } | undefined;
  let atUs = 0;
  for await (const { message, source, frame } of framesWithSource(recording)) {
    if (!fits(source, wanted)) continue;
    const { fields, jpeg } = frame;
    const seenUs = message.atUs;
    let step = 1;
    if (previous) {
      atUs += stepUs(seenUs - previous.seenUs, fields, previous.fields);
      if (fields && previous.fields) step = Math.max(1, seqDistance(fields.seq, previous.fields.seq));
    }
    previous = { seenUs, fields };
    yield { atUs, step, fields, jpeg };
  }
}

function stepUs(seenUs: number, now: FrameFields | undefined, before: FrameFields | undefined): number {
  const capturedUs = now && before ? now.capturedAtUs - before.capturedAtUs : undefined;
  const isUsable = capturedUs !== undefined && capturedUs >= 0 && Math.abs(capturedUs - seenUs) < CLOCK_STEP_US;
  return isUsable ? capturedUs : Math.max(0, seenUs);
}

async function* framesWithSource(recording: Recording) {
  for await (const entry of recording.entries()) {
    if (entry.type !== 'message') continue;
    for (const frame of framesOf(entry.parts)) yield { message: entry, frame, source: sourceOf(entry) };
  }
}

function sourceOf({ connection, direction, camera }: RecordedMessage): FrameSource {
  return { connection, direction, camera };
}

function fits(source: FrameSource, { connection, direction, camera }: Partial<FrameSource>): boolean {
  const isSame = <T>(wanted: T | undefined, value: T): boolean => wanted === undefined || wanted === value;
  return isSame(connection, source.connection) && isSame(direction, source.direction) && isSame(camera, source.camera);
}
