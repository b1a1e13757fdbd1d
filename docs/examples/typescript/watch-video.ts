/**
 * Writes the live video of a camera to standard output, as H.264 in Annex B:
 *
 *     node watch-video.ts camera-1 | ffplay -f h264 -
 */
import { parseArgs } from 'node:util';
import { io, type Socket } from 'socket.io-client';
import { readFrame, VideoChain } from './frame.ts';
import { hubUrl, signIn } from './hub.ts';

const RESET_EVERY_MS = 1000;
const NO_VIDEO_MS = 30_000;

interface Reply {
  readonly ok: boolean;
  readonly error?: { readonly message: string };
}

/** Resolves after a number of video frames, or when the reader of the output has closed it. */
function writeVideo(socket: Socket, cameraId: string, count: number): Promise<void> {
  const chain = new VideoChain();
  let left = count;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no video within ${NO_VIDEO_MS / 1000} s`)), NO_VIDEO_MS);
    // Acknowledge a frame when it is processed. Without acknowledgements no more frames come.
    const acknowledge = (seq: number): void => void socket.emit('frame:ack', cameraId, seq);
    const arrived = (message: Uint8Array): void => {
      const { seq, payload, video } = readFrame(message);
      if (!video) {
        acknowledge(seq);
      } else if (chain.follows(seq, video)) {
        timer.refresh();
        process.stdout.write(payload, (error) => {
          if (error) return;
          acknowledge(seq);
          left -= 1;
          if (left === 0) resolve();
        });
      } else {
        acknowledge(seq);
        if (performance.now() - askedAtMs < RESET_EVERY_MS) return;
        askedAtMs = performance.now();
        socket.emit('video:reset', { cameraId });
      }
    };
    socket.on('frame', (_cameraId: string, message: Uint8Array) => {
      try {
        arrived(new Uint8Array(message));
      } catch (error) {
        reject(new Error(String(error)));
      }
    });
    socket.on('connect_error', reject);
    socket.on('disconnect', (reason) => reject(new Error(`the hub has closed the connection: ${reason}`)));
    process.stdout.on('error', () => resolve());
    socket.on('connect', () => {
      socket.emit('watch', { cameraId, video: ['h264'], prefer: 'economical' }, ({ ok, error }: Reply) => {
        if (!ok) reject(new Error(error?.message));
      });
    });
    void socket.connect();
  });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { frames: { type: 'string', default: 'Infinity' } } });
  const [cameraId] = positionals;
  const frames = Number(values.frames);
  if (cameraId === undefined || !(frames >= 1)) throw new Error('usage: node watch-video.ts CAMERA [--frames COUNT]');
  const url = hubUrl();
  const path = `${url.pathname.replace(/\/$/, '')}/socket.io/`;
  const auth = { token: await signIn(url) };
  const socket = io(url.origin, { path, auth, transports: ['websocket'], reconnection: false, autoConnect: false });
  try {
    await writeVideo(socket, cameraId, frames);
  } finally {
    socket.close();
  }
}

try {
  await main();
  process.exit();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
