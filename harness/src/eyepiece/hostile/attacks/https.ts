/** Attacks on the HTTPS port: handshakes that never end, cost much or are malformed, and clients behind a whole handshake. */
import type { TLSSocket } from 'node:tls';
import { setTimeout as delay } from 'node:timers/promises';
import { dialled, happens, play, reset } from '../clients/conversation.ts';
import { http } from '../clients/conversations.ts';
import { clientHello, inRecords, secured } from '../clients/tls.ts';
import { malformedConversations } from '../clients/tls-conversations.ts';
import { together, type Assault, type Attack } from '../target.ts';
import { hold } from './connections.ts';

const CONNECT_MS = 2000;
const ANSWER_MS = 2000;
const AT_ONCE = 16;
const HOARD = 10_000;
const HALF_OPEN = 1000;
const READERS = 20;
const SLOW = 100;
const LOOK_MS = 100;
const RENEGOTIATIONS = 10;

const MALFORMED: Attack = {
  name: 'https:malformed',
  about: 'malformed, oversized and endless first messages of TLS, and plain HTTP',
  run: async ({ target, over, count, random }) => {
    await together(AT_ONCE, over, async () => count((await play(random.choose(malformedConversations(target)), random)).outcome));
  },
};

/** The attacker sends a prepared message; the hub computes a key exchange and a signature for each. */
const HANDSHAKES: Attack = {
  name: 'https:handshakes',
  about: 'handshakes that are left as soon as the hub has answered',
  run: async ({ target, over, count }) => {
    const hello = inRecords(clientHello());
    await together(2 * AT_ONCE, over, async () => {
      const socket = await dialled(target.https, CONNECT_MS);
      if (!socket) {
        count('refused');
        return;
      }
      socket.write(hello);
      count((await happens(socket, 'data', ANSWER_MS)) ? 'answered' : 'not answered');
      reset(socket);
    });
  },
};

const RENEGOTIATION: Attack = {
  name: 'https:renegotiation',
  about: 'new handshakes on connections of TLS 1.2',
  run: async ({ target, over, count }) => {
    await together(AT_ONCE, over, async () => {
      const socket = await secured(target.https, CONNECT_MS, { maxVersion: 'TLSv1.2' });
      if (!socket) {
        count('no handshake');
        return;
      }
      for (let round = 0; round < RENEGOTIATIONS && !socket.destroyed; round += 1) count(await renegotiated(socket));
      socket.destroy();
    });
  },
};

function renegotiated(socket: TLSSocket): Promise<string> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => resolve('no answer'), ANSWER_MS);
    const settle = (outcome: string) => (): void => {
      clearTimeout(deadline);
      resolve(outcome);
    };
    socket.once('close', settle('ended by the hub'));
    socket.renegotiate({}, (error) => settle(error ? 'refused' : 'renegotiated')());
  });
}

interface HeldSecured {
  readonly opening: Buffer;
  /** Sent one after the other. Each string becomes one TLS record. */
  readonly drip: readonly string[];
}

/** Holds encrypted connections that read nothing, and sends `drip` on each repeatedly. */
function holdSecured(name: string, about: string, most: number, kind: (assault: Assault) => HeldSecured): Attack {
  return {
    name,
    about,
    run: async (assault) => {
      const { target, over, count } = assault;
      const { opening, drip } = kind(assault);
      const sockets = new Set<TLSSocket>();
      while (!over()) {
        const socket = sockets.size < most ? await secured(target.https, CONNECT_MS) : undefined;
        if (socket) {
          count('opened');
          sockets.add(socket);
          socket.pause().once('close', () => {
            sockets.delete(socket);
            if (!over()) count('ended by the hub');
          });
          socket.write(opening);
        } else await delay(LOOK_MS);
        for (const held of sockets) for (const part of drip) if (held.writable) held.write(part);
      }
      for (const socket of sockets) socket.destroy();
    },
  };
}

export const HTTPS_ATTACKS: readonly Attack[] = [
  MALFORMED,
  HANDSHAKES,
  RENEGOTIATION,
  hold('https:drips', 'first messages of TLS that arrive one byte at a time', 500, ({ target }) => ({
    place: target.https,
    opening: inRecords(clientHello({ paddingBytes: 2000 })).subarray(0, 100),
    drip: Buffer.from([0]),
  })),
  hold('https:half-open', `${HALF_OPEN} handshakes that stop after the hub's answer`, HALF_OPEN, ({ target }) => ({
    place: target.https,
    opening: inRecords(clientHello()),
    drip: Buffer.alloc(0),
  })),
  hold('https:hoard', `${HOARD} connections that send nothing`, HOARD, ({ target }) => ({
    place: target.https,
    opening: Buffer.alloc(0),
    drip: Buffer.alloc(0),
  })),
  holdSecured('https:readers', 'encrypted MJPEG feeds that are never read', READERS, ({ target }) => ({
    opening: http('GET', `/api/v1/cameras/${target.watchedId}/feed`, { Authorization: `Bearer ${target.viewerToken}` }),
    drip: [],
  })),
  holdSecured('https:bytes', 'encrypted requests with each byte in a record of its own', SLOW, () => ({
    opening: Buffer.alloc(0),
    drip: Array.from(http('GET', '/health').toString('latin1')),
  })),
];
