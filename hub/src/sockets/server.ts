/** The Socket.IO server: sets up admission, event handlers (one file per family) and broadcasts. */
import type { Server as HttpServer } from 'node:http';
import type { Pointer } from '@eyepiece/shared-types';
import { Server } from 'socket.io';
import { nowUs } from '../process/host-clock.ts';
import type { Camera } from '../ingest/camera.ts';
import type { ControlServices, HubServices, LibraryServices, LiveServices, OperationsServices } from '../process/opening/services.ts';
import { withoutInternal } from '../people/shown-camera.ts';
import { admit } from './admission.ts';
import { analysing, sendAnalysis } from './events/analysing.ts';
import { annotating, announceAnnotations } from './events/annotating.ts';
import { Audience } from './audience.ts';
import { CameraUpdates } from './events/camera-updates.ts';
import { announceCaptures } from './events/captures.ts';
import { Connections } from './connection/connections.ts';
import type { EngineServer } from './connection/engine.ts';
import { control } from './events/control.ts';
import { device } from './events/device.ts';
import { diagnosing } from './events/diagnosing.ts';
import type { HubServer, HubSocket } from './io.ts';
import { MessageTap } from './message-tap.ts';
import { jobs } from './events/jobs.ts';
import { announceControl, lease } from './events/lease.ts';
import { POINTER, Pointers, pointing } from './presence/pointers.ts';
import { OtherHubs } from './presence/other-hubs.ts';
import { Presence } from './presence/presence.ts';
import { announceSessions, inSessions, OpenSessionsSender } from './events/sessions.ts';
import { sendState, sendStateAfterOutage } from './events/state.ts';
import { Typing } from './presence/typing.ts';
import { watching } from './events/watching.ts';
import { answering } from './handle.ts';

/** Maximum size of inbound messages, bytes. */
const MAX_INBOUND_BYTES = 128 * 1024;

export interface SocketServer {
  readonly io: HubServer;
  readonly connections: Connections;
  close(): Promise<void>;
}

interface Rooms {
  readonly presence: Presence;
  readonly audience: Audience;
  readonly pointers: Pointers<HubSocket>;
  readonly typing: Typing;
  readonly openSessions: OpenSessionsSender;
}

export function createSocketServer(http: HttpServer, services: HubServices, uiVersion: string): SocketServer {
  const { sessions, metrics, logger, clientOf, limits, cluster, config } = services;
  const io: HubServer = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: MAX_INBOUND_BYTES,
    perMessageDeflate: false,
    httpCompression: false,
    pingInterval: 5000,
    pingTimeout: 10_000,
    connectTimeout: limits.sockets.connectTimeoutMs,
    destroyUpgrade: false, // the camera link upgrades on the same server
    // For polling; WebSockets know no CORS, and need a token from other origins.
    ...(config.corsOrigins.length > 0 && { cors: { origin: [...config.corsOrigins] } }),
    ...(cluster && { adapter: cluster.eventAdapter }),
  });
  const engine: EngineServer = io.engine; // typed as `any`: Engine.IO's types omit what is used here
  const connections = new Connections({ engine, limits: limits.sockets, metrics, logger, clientOf });
  const audience = new Audience(io, sessions, cluster !== undefined);
  const otherHubs = cluster && new OtherHubs(cluster);
  const presence = new Presence(audience, sessions, otherHubs);
  const sendPointer = (pointer: Pointer, reliable: boolean, from?: HubSocket): void => {
    const others = audience.toConnections(presence.lookingAt(pointer.cameraId).filter((socket) => socket !== from));
    if (reliable) others?.emit('pointer', pointer);
    else others?.volatile.emit('pointer', pointer);
  };
  const pointers = new Pointers<HubSocket>((pointer, from, { reliable }) => {
    sendPointer(pointer, reliable, from);
    void cluster?.messages.send(POINTER, { pointer, reliable });
  });
  cluster?.messages.receive(POINTER, ({ pointer, reliable }) => sendPointer(pointer, reliable));
  const typing = new Typing(audience);
  admit(services, io, connections, () => presence.announce());
  new MessageTap(io, services.diagnostics.feed);
  const openSessions = new OpenSessionsSender(services);
  io.on('connection', (socket) => onConnection(services, { presence, audience, pointers, typing, openSessions }, socket, uiVersion));
  const closeUpdates = broadcast(services, io, audience);
  const stopSending = cluster && sendStateAfterOutage(io, cluster.redis, { services, openSessions, uiVersion });
  announceAnnotations(services, audience);
  announceControl(services, audience);
  announceSessions(services, audience);
  sessions.on('ended', (id) => {
    for (const socket of audience.endSession(id)) pointers.leave(socket.data.principal.userId, socket);
    presence.announce();
  });
  return {
    io,
    connections,
    close: async () => {
      connections.close();
      closeUpdates();
      stopSending?.();
      presence.close();
      otherHubs?.close();
      pointers.close();
      typing.close();
      await io.close();
    },
  };
}

function onConnection(services: HubServices, rooms: Rooms, socket: HubSocket, uiVersion: string): void {
  const { presence, audience, pointers, typing, openSessions } = rooms;
  const answer = answering(services, socket);
  presence.join(socket);
  watching(services, presence, answer, socket);
  socket.on('time:sync', (_request: unknown, ack: unknown) => {
    if (typeof ack === 'function') (ack as (reply: { hubTimeUs: number }) => void)({ hubTimeUs: nowUs() });
  });
  if (socket.data.purpose === 'frames') return;
  audience.join(socket);
  pointing(services, pointers, socket);
  annotating(services, answer, socket);
  control(services, answer, socket);
  device(services, answer, socket);
  jobs(services, answer, socket);
  analysing(services, answer, socket);
  diagnosing(services, answer, socket);
  lease(services, answer, socket);
  inSessions(services, typing, answer, socket);
  sendState({ services, openSessions, uiVersion }, socket);
}

/** Broadcasts events of the hub. With several hubs, each announces cameras, jobs and its health itself. @returns a function that cancels pending announcements */
function broadcast(
  { registry, captures, ledger, health, cameraGroups }: LiveServices & ControlServices & LibraryServices & OperationsServices,
  io: HubServer,
  audience: Audience,
): () => void {
  const all: CameraUpdates[] = [];
  const announce = (camera: Camera): void => {
    const updates = new CameraUpdates(camera, {
      described: (described) => audience.aboutCameraHere('camera:described', camera.id).emit('camera:described', described),
      changed: (change) => {
        audience.toUsersHere('camera:state', camera.id).emit('camera:state', change);
        audience.toGuestsOfCameraHere(camera.id)?.emit('camera:state', withoutInternal(change));
      },
    });
    all.push(updates);
    camera.on('state', () => {
      // A forgotten camera may still have viewers, but is not announced.
      if (registry.get(camera.id)) updates.touch();
    });
    camera.on('analysis', (analysis) => sendAnalysis(io, camera.id, analysis));
  };
  for (const camera of registry.all) announce(camera);
  registry.on('added', announce);
  registry.on('listed', () => {
    audience.toUsersHere('cameras').emit('cameras', registry.states);
    audience.toLimitedKeysHere('cameras', (socket, mayReceive) =>
      socket.emit(
        'cameras',
        registry.states.filter(({ id }) => mayReceive(id)),
      ),
    );
    audience.toGuestsHere((guests, cameraId) =>
      guests.emit('cameras', registry.states.filter(({ id }) => id === cameraId).map(withoutInternal)),
    );
  });
  for (const event of ['progress', 'mirrored'] as const)
    ledger.on(event, (job) => audience.toUsersHere('job:progress', job.cameraId).emit('job:progress', job));
  announceCaptures(captures, audience);
  cameraGroups.on('changed', (id) => audience.toUsers('groups:changed').emit('groups:changed', { id }));
  health.on('changed', (state) => audience.toUsersHere('hub:health').emit('hub:health', state));
  return () => all.forEach((updates) => updates.close());
}
