/** The command line of `camera`. */
import { cameraIdSchema } from '@eyepiece/shared-types';
import type { Command } from 'commander';
import { ArgumentError, integer, number, sizeBytes, timeMs } from '../../input/arguments.ts';
import { newCommand, refuseArguments } from '../../input/command-line.ts';
import { checkToken, serverAddress } from '../../input/server-address.ts';
import type { FrameSource } from '../../recording/recorded-frames.ts';

const DAY_MS = 24 * 3_600_000;
const EXAMPLES = `
Examples:
  camera --token T --fps 30 --size 1280x1024 --frame-size 100kb
  camera --token T --recording session.mcap --speed 2 --loop

Ctrl+C ends it. Exit status: 0; 2 if the command line is invalid or the recording cannot be used; 3 if the hub is
unreachable at the start, or refuses the camera.`;

export interface CameraArguments {
  readonly hubUrl: string;
  readonly token: string;
  readonly cameraId: string;
  readonly durationMs: number | undefined;
  readonly picture: { readonly fps: number; readonly width: number; readonly height: number; readonly frameBytes: number };
  readonly recording:
    { readonly file: string; readonly speed: number; readonly loop: boolean; readonly source: Partial<FrameSource> } | undefined;
}

interface Flags {
  readonly url: string;
  readonly token?: string;
  readonly id: string;
  readonly duration?: string;
  readonly fps?: string;
  readonly size?: string;
  readonly frameSize?: string;
  readonly recording?: string;
  readonly speed?: string;
  readonly loop?: true;
  readonly connection?: string;
  readonly camera?: string;
}

export function cameraCommandLine(): Command {
  return newCommand('eyepiece-harness camera', 'A camera service without a camera, at any hub')
    .option('--url <url>', 'address of the hub', 'http://127.0.0.1:3000')
    .option('--token <token>', 'token for cameras; or CAMERA_TOKEN')
    .option('--id <id>', 'id of the camera', 'synthetic')
    .option('--duration <time>', 'end after this time: 90s, 10m')
    .optionsGroup('A picture that repeats:')
    .option('--fps <rate>', 'frames per second, 0.1 to 1000 (default 30)')
    .option('--size <pixels>', 'width and height (default 1280x1024)')
    .option('--frame-size <size>', 'size of one JPEG (default 100kb)')
    .optionsGroup('Or a recording:')
    .option('--recording <file>', 'send the frames of this recording, in their timing')
    .option('--speed <n>', 'times as fast, 0.01 to 100 (default 1)')
    .option('--loop', 'start again at the end')
    .option('--connection <id>', 'frames of this connection: ws1 (default: the one with the most)')
    .option('--camera <id>', 'frames of this camera in the recording')
    .addHelpText('after', EXAMPLES);
}

/** @throws {ArgumentError} naming the option and its limits */
export function cameraArguments(command: Command, env: NodeJS.ProcessEnv): CameraArguments {
  refuseArguments(command);
  const flags = command.opts<Flags>();
  const { url, id, recording, speed, connection, camera } = flags;
  serverAddress('--url', url, ['http:', 'https:']);
  if (!cameraIdSchema.safeParse(id).success) throw new ArgumentError(`--id ${id}: a camera id is 1 to 64 of a-z, 0-9, - and _`);
  const token = flags.token ?? env['CAMERA_TOKEN'];
  if (!token) throw new ArgumentError('--token or CAMERA_TOKEN is needed: the hub admits only cameras that have it');
  refuseTogether(flags);
  return {
    hubUrl: url.replace(/\/+$/, ''),
    token: checkToken(flags.token === undefined ? 'CAMERA_TOKEN' : '--token', token),
    cameraId: id,
    durationMs: flags.duration === undefined ? undefined : timeMs('--duration', flags.duration, 1, DAY_MS),
    picture: {
      fps: number('--fps', flags.fps ?? '30', 0.1, 1000),
      ...pixels(flags.size ?? '1280x1024'),
      frameBytes: sizeBytes('--frame-size', flags.frameSize ?? '100kb', 1000, 64e6),
    },
    recording:
      recording === undefined
        ? undefined
        : {
            file: recording,
            speed: number('--speed', speed ?? '1', 0.01, 100),
            loop: flags.loop ?? false,
            source: { ...(connection === undefined ? {} : { connection }), ...(camera === undefined ? {} : { camera }) },
          },
  };
}

function refuseTogether({ recording, fps, size, frameSize, speed, loop, connection, camera }: Flags): void {
  const others = recording === undefined ? { speed, loop, connection, camera } : { fps, size, 'frame-size': frameSize };
  const [wrong] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (wrong === undefined) return;
  throw new ArgumentError(
    recording === undefined ? `--${wrong} needs --recording` : `--${wrong} is not for a recording, which has its own`,
  );
}

function pixels(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (width === undefined || height === undefined) throw new ArgumentError(`--size ${text}: a size is needed, as in 1280x1024`);
  return { width: integer('--size', width, 16, 16_384), height: integer('--size', height, 16, 16_384) };
}
