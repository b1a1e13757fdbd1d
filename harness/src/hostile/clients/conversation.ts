/** A valid conversation with a server, played up to a byte and then broken off in one of several ways. */
import { connect, type Socket } from 'node:net';
import type { SeededRandom } from '../../random.ts';

/** How long an answer is waited for before the next step goes out all the same, ms. */
const ANSWER_MS = 500;
/** How long a server may take to end a connection that was broken off, ms; then the attacker leaves. */
const GOODBYE_MS = 250;
const GARBAGE_BYTES = 64;

/** Where a server listens: TCP on loopback, or a Unix socket. */
export type Place = { readonly port: number } | { readonly path: string };

export interface Conversation {
  readonly name: string;
  readonly place: Place;
  /** What the client sends; each part waits for an answer to the one before, and may use it. */
  readonly steps: readonly ((answer: string) => Buffer)[];
}

export const ENDINGS = ['reset', 'half-close', 'garbage', 'flip'] as const;
export type Ending = (typeof ENDINGS)[number];

export interface Break {
  /** Bytes that are sent before it; the flipped byte with `flip`. */
  readonly at: number;
  readonly ending: Ending;
}

export type Outcome = 'answered' | 'silent' | 'refused';

/** Linux has all of 127/8: attackers come from an address of their own, as strangers do. */
export const ATTACKER_ADDRESS = process.platform === 'linux' ? '127.0.0.2' : undefined;

export function dial(place: Place): Socket {
  const socket =
    'path' in place
      ? connect({ path: place.path })
      : connect({ host: '127.0.0.1', port: place.port, ...(ATTACKER_ADDRESS !== undefined && { localAddress: ATTACKER_ADDRESS }) });
  // Before anything else: the server may reset the connection at any time.
  socket.on('error', () => undefined);
  return socket;
}

/** Plays it; without a break, to its end. Never rejects. */
export async function play(conversation: Conversation, random: SeededRandom, cut?: Break): Promise<{ outcome: Outcome; sent: number }> {
  const socket = dial(conversation.place);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer = (answer + chunk.toString('latin1')).slice(-8192)));
  if (!(await happens(socket, 'connect', ANSWER_MS))) {
    socket.destroy();
    return { outcome: 'refused', sent: 0 };
  }
  let sent = 0;
  for (const step of conversation.steps) {
    const bytes = step(answer);
    const left = cut && cut.ending !== 'flip' ? cut.at - sent : bytes.length;
    const part = cut?.ending === 'flip' ? flipped(bytes, cut.at - sent, random) : bytes.subarray(0, Math.max(0, left));
    sent += part.length;
    answer = '';
    if (socket.destroyed) break;
    socket.write(part);
    if (left < bytes.length) break;
    await happens(socket, 'data', ANSWER_MS);
  }
  await leave(socket, cut?.ending ?? 'half-close', random);
  return { outcome: answer === '' ? 'silent' : 'answered', sent };
}

function flipped(bytes: Buffer, at: number, random: SeededRandom): Buffer {
  if (at < 0 || at >= bytes.length) return bytes;
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random.between(0, 8)));
  return copy;
}

async function leave(socket: Socket, ending: Ending, random: SeededRandom): Promise<void> {
  if (socket.destroyed) return;
  if (ending === 'reset') {
    await flushed(socket);
    reset(socket);
    return;
  }
  if (ending === 'garbage') socket.write(Buffer.from(Array.from({ length: GARBAGE_BYTES }, () => Math.floor(random.between(0, 256)))));
  else socket.end();
  await happens(socket, 'close', GOODBYE_MS);
  socket.destroy();
}

/** Ends it at once; a Unix socket has no reset. */
export function reset(socket: Socket): void {
  if (socket.remoteAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}

function flushed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.writableLength === 0) resolve();
    else {
      socket.once('drain', resolve);
      socket.once('close', resolve);
    }
  });
}

/** Whether the event comes in time. */
export function happens(socket: Socket, event: 'connect' | 'data' | 'close', withinMs: number): Promise<boolean> {
  if (socket.destroyed) return Promise.resolve(event === 'close');
  return new Promise((resolve) => {
    const settle = (result: boolean) => (): void => {
      clearTimeout(timer);
      socket.off(event, came);
      socket.off('close', gone);
      resolve(result);
    };
    const came = settle(true);
    const gone = settle(event === 'close');
    const timer = setTimeout(settle(false), withinMs);
    socket.once(event, came);
    socket.once('close', gone);
  });
}
