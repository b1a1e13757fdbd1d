/** The state of the hub, which a connection gets first, and again after its hub has missed events of other hubs. */
import { userOfPrincipal } from '../../people/caller.ts';
import { mayReceive } from '../../people/key-policies.ts';
import { mayViewCamera, mayWatch } from '../../people/policies.ts';
import { shownTo } from '../../people/shown-camera.ts';
import { nowUs } from '../../process/host-clock.ts';
import type { HubServices } from '../../process/opening/services.ts';
import type { HubServer, HubSocket } from '../io.ts';
import type { OpenSessionsSender } from './sessions.ts';

/** Time over which the connections get the state again, ms. Each client then requests its lists. */
const SPREAD_MS = 2000;

interface StateSources {
  readonly services: HubServices;
  readonly openSessions: OpenSessionsSender;
  readonly uiVersion: string;
}

export function sendState({ services, openSessions, uiVersion }: StateSources, socket: HubSocket): void {
  const { principal } = socket.data;
  const { registry, health, sessions, control, version } = services;
  socket.emit('welcome', { user: userOfPrincipal(principal), hubVersion: version, uiVersion, hubTimeUs: nowUs() });
  const mayList = (id: string): boolean => mayViewCamera(principal, id) && mayReceive(principal, 'cameras', id);
  socket.emit(
    'cameras',
    registry.states.filter(({ id }) => mayList(id)).map((state) => shownTo(principal, state)),
  );
  const { guest } = principal;
  if (guest === undefined) socket.emit('hub:health', health.current);
  // Others receive the next announcement, but guests of an ended session do not.
  else if (!mayWatch(principal, guest.cameraId, sessions)) socket.emit('presence', []);
  for (const state of control.states) if (mayWatch(principal, state.cameraId, sessions)) socket.emit('control:state', state);
  openSessions.send(socket);
}

/** @returns a function that cancels what is not sent yet */
export function sendStateAfterOutage(
  io: HubServer,
  redis: { on(event: 'up', listener: () => void): unknown },
  sources: StateSources,
): () => void {
  const timers = new Set<NodeJS.Timeout>();
  redis.on('up', () => {
    for (const socket of io.sockets.sockets.values()) {
      if (socket.data.purpose === 'frames') continue;
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (socket.connected) sendState(sources, socket);
      }, Math.random() * SPREAD_MS);
      timers.add(timer);
    }
  });
  return () => timers.forEach((timer) => clearTimeout(timer));
}
