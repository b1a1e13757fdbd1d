/** The same small request on hundreds of open connections at once, so that one poll of all sockets returns them all. */
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { deferred } from '../../../timing/deferred.ts';
import { dialled, reset } from '../clients/conversation.ts';
import { http } from '../clients/conversations.ts';
import type { Assault, Attack } from '../target.ts';

const CONNECTIONS = 900;
const CONNECT_MS = 2000;
const OPENED_AT_ONCE = 50;
/** Time to wait for answers before the next volley, ms. */
const ANSWERS_MS = 3000;
const PAUSE_MS = 200;
/** Requests in one write of each connection: the hub's limit of unanswered requests, and far more. */
const PIPELINED = 2;
const ENDLESS = 1500;
const STATUS = /HTTP\/1\.1 \d+/g;

/** Repeats volleys on open connections and replaces those that the hub closes. */
function volley(name: string, about: string, perConnection: number): Attack {
  return {
    name,
    about,
    run: async (assault) => {
      const { over, count } = assault;
      const request = http('GET', '/health');
      const shot = Buffer.concat(Array.from({ length: perConnection }, () => request));
      const sockets = new Set<Socket>();
      try {
        while (!over()) {
          while (sockets.size < CONNECTIONS && !over()) await openSome(sockets, assault);
          await fire([...sockets], shot, perConnection, assault);
          count('volleys');
          await delay(PAUSE_MS);
        }
      } finally {
        for (const socket of sockets) reset(socket);
      }
    },
  };
}

async function openSome(sockets: Set<Socket>, { target, count }: Assault): Promise<void> {
  const opened = Array.from({ length: Math.min(OPENED_AT_ONCE, CONNECTIONS - sockets.size) }, async () => {
    const socket = await dialled(target.hub, CONNECT_MS);
    if (!socket) {
      count('refused');
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await Promise.all(opened);
  // If the hub accepts no connection, wait before the next attempt.
  await delay(1);
}

async function fire(sockets: readonly Socket[], shot: Buffer, perConnection: number, { count }: Assault): Promise<void> {
  let expected = 0;
  const { promise: answered, resolve } = deferred<undefined>();
  const settle = (answers: number): void => {
    expected -= answers;
    if (expected <= 0) resolve(undefined);
  };
  const forget = sockets.map((socket) => {
    let missing = perConnection;
    const hear = (chunk: Buffer): void => {
      const answers = chunk.toString('latin1').match(STATUS) ?? [];
      for (const answer of answers) count(answer.slice('HTTP/1.1 '.length));
      missing -= answers.length;
      settle(answers.length);
    };
    const end = (): void => settle(missing);
    socket.on('data', hear).once('close', end);
    expected += perConnection;
    return () => socket.off('data', hear).off('close', end);
  });
  for (const socket of sockets) if (socket.writable) socket.write(shot);
  const controller = new AbortController();
  await Promise.race([answered, delay(ANSWERS_MS, undefined, { signal: controller.signal }).catch(() => undefined)]);
  controller.abort();
  for (const stop of forget) stop();
}

export const VOLLEYS: readonly Attack[] = [
  volley('volleys', `a request on each of ${String(CONNECTIONS)} connections in the same moment`, 1),
  volley('volleys:pipelined', `${String(PIPELINED)} requests on each of ${String(CONNECTIONS)} connections in the same moment`, PIPELINED),
  volley('volleys:endless', `${String(ENDLESS)} requests on each of ${String(CONNECTIONS)} connections in the same moment`, ENDLESS),
];
