/**
 * Other MJPEG servers, if they are installed: go2rtc (Go) and mjpg-streamer (C). Each takes the pictures over HTTP from
 * the reference `mjpeg-source`, which gets them from the camera of the bench.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@eyepiece/host/free-port';
import { isRunning, stopChild } from '@eyepiece/host/processes/stop-child';
import { CORE, pinned } from '../system/processes.ts';

const START_MS = 30_000;
const STOP_MS = 5000;
const POLL_MS = 50;
const LOG_KEPT = 500;

interface FeedProgram {
  readonly name: string;
  /** Names its file if it is not in PATH. */
  readonly variable: string;
  readonly file: string;
  readonly homepage: string;
  readonly path: string;
  readonly start: (file: string, sourcePort: number, port: number) => { args: string[]; env?: Record<string, string> };
}

export const FEED_PROGRAMS: readonly FeedProgram[] = [
  {
    name: 'go2rtc',
    variable: 'GO2RTC',
    file: 'go2rtc',
    homepage: 'https://github.com/AlexxIT/go2rtc',
    path: '/api/stream.mjpeg?src=camera',
    start: (_file, sourcePort, port) => {
      const off = { listen: '' };
      const config = {
        api: { listen: `127.0.0.1:${port}` },
        rtsp: off,
        webrtc: off,
        srtp: off,
        streams: { camera: `http://127.0.0.1:${sourcePort}/` },
      };
      // Its configuration is YAML, of which JSON is a part.
      return { args: ['-config', JSON.stringify(config)] };
    },
  },
  {
    name: 'mjpg-streamer',
    variable: 'MJPG_STREAMER',
    file: 'mjpg_streamer',
    homepage: 'https://github.com/jacksonliam/mjpg-streamer',
    path: '/?action=stream',
    start: (file, sourcePort, port) => {
      // Installed, or in the folder where it was built.
      const folders = [
        join(dirname(file), '..', 'lib', 'mjpg-streamer'),
        ...['input_http', 'output_http'].map((plugin) => join(dirname(file), 'plugins', plugin)),
      ];
      const input = `input_http.so -H 127.0.0.1 -p ${sourcePort}`;
      const output = `output_http.so -l 127.0.0.1 -p ${port}`;
      return { args: ['-i', input, '-o', output], env: { LD_LIBRARY_PATH: folders.join(delimiter) } };
    },
  },
];

/** The file of the program; undefined if it is not installed. */
export function fileOf({ variable, file }: Pick<FeedProgram, 'variable' | 'file'>): string | undefined {
  const named = process.env[variable];
  if (named !== undefined && named !== '') return named;
  const places = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, file));
  return places.find((place) => existsSync(place));
}

export class FeedServer {
  readonly name: string;
  readonly url: string;
  readonly path: string;
  readonly #child: ChildProcess;

  private constructor({ name, path }: FeedProgram, child: ChildProcess, port: number) {
    this.name = name;
    this.path = path;
    this.url = `http://127.0.0.1:${port}`;
    this.#child = child;
  }

  /** Resolves when it accepts connections. @throws its last output if it does not within half a minute */
  static async start(program: FeedProgram, file: string, sourceUrl: string): Promise<FeedServer> {
    const port = await freePort();
    const { args, env = {} } = program.start(file, Number(new URL(sourceUrl).port), port);
    const command = pinned({ command: file, args, env }, CORE.server);
    const child = spawn(command.command, command.args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-LOG_KEPT)));
    }
    child.on('error', (error) => (log += error.message));
    const server = new FeedServer(program, child, port);
    const deadline = performance.now() + START_MS;
    while (!(await accepts(port))) {
      if (!isRunning(child) || performance.now() > deadline) {
        await server.stop();
        throw new Error(`${program.name} (${file}) did not start: ${log.trim()}`);
      }
      await delay(POLL_MS);
    }
    return server;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  stop(): Promise<void> {
    return stopChild(this.#child, STOP_MS);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
