/** A valid exchange with a server that is played up to a byte and then broken off in one of several ways. */
import { connect, type Socket } from 'node:net';
import type { SeededRandom } from '../../../figures/random.ts';

/** Time to wait for an answer before the next step is sent anyway, ms. */
const ANSWER_MS = 500;
/** Time that a server has to end a broken connection, ms. Then the attacker closes it. */
const GOODBYE_MS = 250;
const GARBAGE_BYTES = 64;

/** Address of a server: TCP on loopback, or a Unix socket. */
export type Place = { readonly port: number } | { readonly path: string };

export interface Conversation {
  readonly name: string;
  readonly place: Place;
  /** The parts that the client sends. Each waits for the answer to the previous one and may use it. */
  readonly steps: readonly ((answer: string) => Buffer)[];
}

export const ENDINGS = ['reset', 'half-close', 'garbage', 'flip'] as const;
export type Ending = (typeof ENDINGS)[number];

export interface Break {
  /** Number of bytes before the break; with `flip` the index of the changed byte. */
  readonly at: number;
  readonly ending: Ending;
}

export type Outcome = 'answered' | 'silent' | 'refused';

/** Linux has all of 127/8, so attackers can use an address of their own, like strangers. */
export const ATTACKER_ADDRESS = process.platform === 'linux' ? '127.0.0.2' : undefined;

export function dial(place: Place): Socket {
  const socket =
    'path' in place
      ? connect({ path: place.path })
      : connect({ host: '127.0.0.1', port: place.port, ...(ATTACKER_ADDRESS !== undefined && { localAddress: ATTACKER_ADDRESS }) });
  // First, because the server may reset the connection at any time.
  socket.on('error', () => undefined);
  return socket;
}

/** Plays the conversation up to the break, or to its end. Never rejects. */
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

/** Resets the connection; a Unix socket has no reset and is destroyed. */
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

/** A connection to the hub, or undefined if it was not accepted in time. */
export async function dialled(place: Place, withinMs: number): Promise<Socket | undefined> {
  const socket = dial(place);
  if (await happens(socket, 'connect', withinMs)) return socket;
  socket.destroy();
  return undefined;
}

/** Whether the event occurs in time. */
export function happens(socket: Socket, event: 'connect' | 'secureConnect' | 'data' | 'close', withinMs: number): Promise<boolean> {
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
