/** The Socket.IO server: admission, then one file per family of events; what happens in the hub goes out from here. */
import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { nowUs } from '../ingest/clock-offset.ts';
import type { Camera } from '../ingest/camera.ts';
import type { HubServices } from '../services.ts';
import { admit } from './admission.ts';
import { control } from './control.ts';
import { EVENTS_ROOM, type HubServer, type HubSocket } from './io.ts';
import { Presence } from './presence.ts';
import { watching } from './watching.ts';

/** Inbound messages are small; this bounds what a client can make the hub hold, bytes. */
const MAX_INBOUND_BYTES = 128 * 1024;

export interface SocketServer {
  readonly io: HubServer;
  close(): Promise<void>;
}

export function createSocketServer(http: HttpServer, services: HubServices, uiVersion: string): SocketServer {
  const io: HubServer = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: MAX_INBOUND_BYTES,
    perMessageDeflate: false,
    httpCompression: false,
    pingInterval: 5000,
    pingTimeout: 10_000,
    destroyUpgrade: false, // the camera link upgrades on the same server
  });
  const presence = new Presence(io);
  admit(services, io, () => presence.announce());
  io.on('connection', (socket) => greet(services, presence, socket, uiVersion));
  broadcast(services, io);
  return {
    io,
    close: async () => {
      presence.close();
      await io.close();
    },
  };
}

function greet(services: HubServices, presence: Presence, socket: HubSocket, uiVersion: string): void {
  presence.join(socket);
  watching(services, presence, socket);
  socket.on('time:sync', (_request: unknown, ack: unknown) => {
    if (typeof ack === 'function') (ack as (reply: { hubTimeUs: number }) => void)({ hubTimeUs: nowUs() });
  });
  if (socket.data.purpose === 'frames') return;
  void socket.join(EVENTS_ROOM);
  control(services, socket);
  const { userId, email, name, role } = socket.data.principal;
  const user = { id: userId, email, name, role, disabled: false };
  socket.emit('welcome', { user, hubVersion: services.version, uiVersion, hubTimeUs: nowUs() });
  socket.emit('cameras', services.registry.states);
  socket.emit('presence', presence.people);
}

function broadcast({ registry, captures }: HubServices, io: HubServer): void {
  const everybody = io.to(EVENTS_ROOM);
  const announce = (camera: Camera): void => {
    camera.on('state', (state) => io.to(EVENTS_ROOM).emit('camera:state', state));
  };
  for (const camera of registry.all) announce(camera);
  registry.on('added', (camera) => {
    announce(camera);
    everybody.emit('cameras', registry.states);
  });
  captures.on('created', (capture) => io.to(EVENTS_ROOM).emit('capture:created', capture));
  captures.on('updated', (capture) => io.to(EVENTS_ROOM).emit('capture:updated', capture));
  captures.on('deleted', (deleted) => io.to(EVENTS_ROOM).emit('capture:deleted', deleted));
}
