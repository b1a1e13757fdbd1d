/** `camera`: connects a synthetic camera, or a recording, to a hub, and connects it again when the link is lost. */
import { setTimeout as delay } from 'node:timers/promises';
import type { DemandParams } from '@eyepiece/shared-types';
import { backoffMs } from '@eyepiece/shared-types/wire/backoff';
import type { CommandContext, HarnessCommand, Output } from '../../input/command-line.ts';
import { readRecording } from '../../recording/file/reader.ts';
import { RecordingError } from '../../recording/file/recording-error.ts';
import { EXIT, runCommand } from '../../recording/run.ts';
import type { LinkedCamera } from './linked-camera.ts';
import { cameraArguments, cameraCommandLine, type CameraArguments } from './options.ts';
import { RecordedCamera } from './recorded-camera.ts';
import { SyntheticCamera } from './synthetic-camera.ts';

export const cameraCommand: HarnessCommand['run'] = (args, context) => {
  const command = cameraCommandLine();
  return runCommand(command, args, context.output, () => runCamera(cameraArguments(command, context.env), context));
};

type Connect = (signal: AbortSignal, onEnd: () => void, onProblem: (error: Error) => void) => Promise<LinkedCamera>;

async function runCamera(options: CameraArguments, { output, signal }: CommandContext): Promise<number> {
  const connect = await opened(options);
  const over = new AbortController();
  const timer = options.durationMs === undefined ? undefined : setTimeout(() => over.abort(), options.durationMs);
  try {
    return await stayConnected(connect, options, output, over, signal);
  } finally {
    clearTimeout(timer);
  }
}

async function opened({ recording: film, picture, hubUrl, token, cameraId }: CameraArguments): Promise<Connect> {
  const link = { hubUrl, token, cameraId };
  if (!film) return (signal) => SyntheticCamera.connect({ ...link, ...picture, signal });
  const { file, speed, loop, source } = film;
  const recording = await readRecording(file);
  return (connecting, onEnd, onProblem) =>
    RecordedCamera.connect({ ...link, signal: connecting, recording, speed, loop, source, onEnd, onProblem });
}

async function stayConnected(
  connect: Connect,
  { cameraId, hubUrl }: CameraArguments,
  { out, error }: Output,
  over: AbortController,
  interrupted: AbortSignal,
): Promise<number> {
  const end = AbortSignal.any([interrupted, over.signal]);
  const total = { sent: 0, dropped: 0 };
  let problem: Error | undefined;
  let isFirst = true;
  for (let attempt = 0; !end.aborted; attempt += 1) {
    const fail = (reason: Error): void => {
      problem = reason;
      over.abort();
    };
    let camera: LinkedCamera;
    try {
      camera = await connect(end, () => over.abort(), fail);
    } catch (reason) {
      if (reason instanceof RecordingError || reason instanceof RangeError) throw reason;
      if (interrupted.aborted) break;
      if (isFirst) {
        const why = over.signal.aborted ? 'the hub has not answered' : (reason as Error).message;
        error(`${cameraId}: ${why || 'the hub cannot be reached'}`);
        return EXIT.failed;
      }
      await pause(backoffMs(attempt, Math.random()), end);
      continue;
    }
    [isFirst, attempt] = [false, 0];
    out(`${cameraId} is connected to ${hubUrl}`);
    report(camera, out);
    const lost = await untilLost(camera, end);
    await camera.end();
    total.sent += camera.sent;
    total.dropped += camera.dropped;
    if (lost !== undefined) {
      error(`${cameraId}: ${lost}; connecting again`);
      await pause(backoffMs(0, Math.random()), end);
    }
  }
  out(`${total.sent} frames sent, ${total.dropped} dropped`);
  if (!problem) return EXIT.done;
  error(problem.message);
  return EXIT.failed;
}

function report(camera: LinkedCamera, out: Output['out']): void {
  const print = ({ streaming, maxFps }: DemandParams): void => {
    out(streaming ? `sends frames${maxFps === undefined ? '' : `, at most ${maxFps} fps`}` : 'sends no frames');
  };
  // The hub may demand frames before it is listened to.
  if (camera.demand.streaming) print(camera.demand);
  camera.on('demand', print);
}

/** @returns the reason, or undefined if the end came first */
function untilLost(camera: LinkedCamera, end: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const ended = (): void => resolve(undefined);
    if (end.aborted) ended();
    end.addEventListener('abort', ended, { once: true });
    camera.once('lost', (reason) => {
      end.removeEventListener('abort', ended);
      resolve(reason);
    });
  });
}

async function pause(ms: number, end: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: end }).catch(() => undefined);
}
