/** Clients that request much and read nothing: sockets, feeds, downloads, large JSON. */
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { eventPacket } from '../../../protocols/eyepiece/engine-packets.ts';
import { call } from '../clients/call.ts';
import { dial, happens, reset } from '../clients/conversation.ts';
import { http, webSocketFrame } from '../clients/conversations.ts';
import { Intruder } from '../clients/intruder.ts';
import type { Assault, Attack } from '../target.ts';

const CONNECTIONS = 20;
const LOOK_MS = 100;
const TEXT = 0x81;

export const SOCKET_READERS: Attack = {
  name: 'readers:sockets',
  about: 'viewers without flow control that never read and keep sending requests',
  run: async ({ target, over, count }) => {
    const intruders: Intruder[] = [];
    while (!over()) {
      if (intruders.length < CONNECTIONS) {
        const intruder = await Intruder.enter(target.hub.port, target.viewerToken);
        count(intruder ? 'opened' : 'not admitted');
        if (intruder) {
          await intruder.write(webSocketFrame(TEXT, eventPacket('watch', [{ cameraId: target.watchedId, flow: 'none' }], 1)));
          intruder.stall();
          intruders.push(intruder);
        }
      } else await delay(LOOK_MS);
      for (const intruder of intruders.splice(0)) {
        if (intruder.open) intruders.push(intruder);
        else count('ended by the hub');
        void intruder.flood('time:sync', [{}], 10, true);
      }
    }
    for (const intruder of intruders) intruder.leave();
  },
};

const CONNECT_MS = 2000;

const asking = (name: string, about: string, pathOf: (assault: Assault) => Promise<string> | string): Attack => ({
  name,
  about,
  run: async (assault) => {
    const { target, over, count } = assault;
    const path = await pathOf(assault);
    const sockets = new Set<Socket>();
    while (!over()) {
      if (sockets.size >= CONNECTIONS) {
        await delay(LOOK_MS);
        continue;
      }
      const socket = dial(target.hub);
      sockets.add(socket);
      socket.once('close', () => {
        sockets.delete(socket);
        if (!over()) count('ended by the hub');
      });
      if (!(await happens(socket, 'connect', CONNECT_MS))) continue;
      socket.pause();
      // Many requests on one connection, so that unread answers queue up.
      for (let index = 0; index < 20; index += 1) socket.write(http('GET', path, { Authorization: `Bearer ${target.viewerToken}` }));
      count('opened');
    }
    for (const socket of sockets) reset(socket);
  },
});

export const HTTP_READERS: readonly Attack[] = [
  asking('readers:feeds', 'MJPEG feeds that are never read', ({ target }) => `/api/v1/cameras/${target.watchedId}/feed`),
  asking(
    'readers:files',
    'captures that are fetched and never read',
    ({ target }) => `/api/v1/captures/${target.captureIds[0] ?? ''}/file`,
  ),
  asking('readers:json', 'large JSON that is never read', () => '/openapi.json'),
  asking('readers:downloads', 'zips that are never read', async ({ target }) => {
    const { captureIds, viewerToken, hub } = target;
    const made = await call({ port: hub.port, method: 'POST', path: '/api/v1/downloads', token: viewerToken, json: { captureIds } });
    return /"url":"([^"]+)"/.exec(made.text)?.[1] ?? '/api/v1/captures';
  }),
];
