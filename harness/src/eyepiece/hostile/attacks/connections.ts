/** Attacks with little cost for the attacker: slow bodies and headers, idle connections, endless queries. */
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { call, outcomeOf } from '../clients/call.ts';
import { dialled, reset, type Place } from '../clients/conversation.ts';
import { http } from '../clients/conversations.ts';
import { together, type Assault, type Attack } from '../target.ts';

const CONNECT_MS = 1000;
const DRIP_MS = 100;
const HOARD = 1500;
const QUERY_BYTES = 60_000;

export interface Held {
  /** Absent: the hub's HTTP port. */
  readonly place?: Place;
  readonly opening: Buffer;
  readonly drip: Buffer;
}

/** Holds connections of one kind and sends `drip` on each repeatedly. */
export function hold(name: string, about: string, most: number, kind: (assault: Assault) => Held): Attack {
  return {
    name,
    about,
    run: async (assault) => {
      const { target, over, count } = assault;
      const { place = target.hub, opening, drip } = kind(assault);
      const sockets = new Set<Socket>();
      const open = async (): Promise<void> => {
        const socket = await dialled(place, CONNECT_MS);
        if (!socket) {
          count('refused');
          return;
        }
        socket.write(opening);
        socket.resume();
        sockets.add(socket);
        count('opened');
        socket.once('close', () => {
          sockets.delete(socket);
          if (!over()) count('ended by the hub');
        });
      };
      while (!over()) {
        await Promise.all(Array.from({ length: Math.min(50, most - sockets.size) }, open));
        for (const socket of sockets) if (drip.length > 0 && socket.writable) socket.write(drip);
        await delay(DRIP_MS);
      }
      for (const socket of sockets) reset(socket);
    },
  };
}

const unfinished = (method: string, path: string, headers: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat([http(method, path, { 'Content-Type': 'application/json', 'Content-Length': '100000', ...headers }), Buffer.from('{')]);

export const HOLDING: readonly Attack[] = [
  hold('drips:bodies', 'bodies of sign-ins that arrive one byte at a time', 500, () => ({
    opening: unfinished('POST', '/api/v1/auth/login', {}),
    drip: Buffer.from(' '),
  })),
  hold('drips:headers', 'headers that arrive one byte at a time', 500, () => ({
    opening: Buffer.from('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: '),
    drip: Buffer.from('a'),
  })),
  hold('drips:uploads', 'uploads that arrive one byte at a time', 200, ({ target }) => ({
    opening: http('PUT', '/ingest/v1/captures/00000000-0000-4000-8000-000000000000', {
      Authorization: `Bearer ${target.cameraToken}`,
      'Content-Length': '100000',
    }),
    drip: Buffer.from(' '),
  })),
  hold('hoard', `${HOARD} connections that send nothing`, HOARD, () => ({ opening: Buffer.alloc(0), drip: Buffer.alloc(0) })),
];

export const QUERIES: Attack = {
  name: 'queries',
  about: 'queries, paths and headers of tens of kilobytes',
  run: async ({ target, over, count, random }) => {
    const long = (unit: string): string => unit.repeat(Math.floor(QUERY_BYTES / unit.length));
    const paths = [
      `/health?${long('a&')}`,
      `/health?${long('a=1&')}`,
      `/api/v1/captures?${long('q=x&')}`,
      `/api/v1/captures?q=${long('%25')}`,
      `/api/v1/captures?${long('tag[]=x&')}`,
      `/socket.io/?EIO=4&transport=polling&${long('a&')}`,
      `/${long('../')}`,
      `/${long('%2e%2e%2f')}`,
      `/api/v1/captures/${long('a')}`,
    ];
    await together(4, over, async () => {
      const headers = random.next() < 0.2 ? { cookie: long('a=b; ') } : {};
      const path = 'cookie' in headers ? '/api/v1/cameras' : random.choose(paths);
      count(outcomeOf(await call({ port: target.hub.port, path, headers, token: target.viewerToken })));
    });
  },
};

export const SIGN_INS: Attack = {
  name: 'sign-ins',
  about: 'wrong passwords with forged X-Forwarded-For, and wrong links',
  run: async ({ target, over, count, random }) => {
    const byte = (): number => Math.floor(random.between(1, 255));
    await together(8, over, async () => {
      const { port } = target.hub;
      const headers = { 'x-forwarded-for': `${byte()}.${byte()}.${byte()}.${byte()}`, forwarded: `for=10.0.0.${byte()}` };
      const guessing = { email: `${random.choose(['admin', 'viewer', 'nobody'])}@example.org`, password: `guess ${byte()}` };
      const [path, json] =
        random.next() < 0.7
          ? (['/api/v1/auth/login', guessing] as const)
          : (['/api/v1/auth/guest', { share: `wrong ${byte()}`, name: 'Hostile' }] as const);
      count(outcomeOf(await call({ port, method: 'POST', path, json, headers })));
    });
  },
};
