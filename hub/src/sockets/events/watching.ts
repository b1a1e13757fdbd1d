/** watch, unwatch, frame:ack, video:reset: a connection's viewers, one per camera. */
import { unwatchSchema, videoResetSchema, watchSchema } from '@eyepiece/shared-types';
import { mayWatch } from '../../people/policies.ts';
import { shownTo } from '../../people/shown-camera.ts';
import { cameraNotFound, rateLimited } from '../../errors.ts';
import type { Stream } from '../../fanout/stream.ts';
import { KeyAllowance, KEYS_PER_CONNECTION } from '../../fanout/video/key-allowance.ts';
import { Viewer } from '../../fanout/viewer.ts';
import type { LiveServices, OperationsServices, SessionServices } from '../../process/opening/services.ts';
import { TokenBucket } from '../../process/limits/token-bucket.ts';
import type { Answering } from '../handle.ts';
import type { HubSocket } from '../io.ts';
import type { Presence } from '../presence/presence.ts';
import { SocketViewerSink } from './viewer-sink.ts';

interface Watched {
  readonly stream: Stream;
  readonly viewer: Viewer;
}

export function watching(
  services: LiveServices & SessionServices & Pick<OperationsServices, 'limits'>,
  presence: Presence,
  answer: Answering,
  socket: HubSocket,
): void {
  const watched = new Map<string, Watched>();
  const sink = new SocketViewerSink(socket, () => watched.size);
  const { connection } = socket.data;
  const { person, link } = connection.owner ?? {};
  const larger = [person, link].flatMap((group) => group?.keys ?? []);
  const allowance = new KeyAllowance(performance.now(), KEYS_PER_CONNECTION, larger);
  const { videoResets } = services.limits.sockets;
  const resets = new TokenBucket(videoResets, performance.now());
  /** Frames of a replaced viewer may still be in flight. */
  let replacedBytes = 0;
  connection.framesInFlight = () => {
    let bytes = replacedBytes;
    for (const { viewer } of watched.values()) bytes += viewer.bytesInFlight;
    return bytes;
  };

  const stop = (cameraId: string): void => {
    const entry = watched.get(cameraId);
    if (!entry) return;
    watched.delete(cameraId);
    entry.stream.remove(entry.viewer);
    entry.viewer.close();
    replacedBytes = Math.max(replacedBytes, entry.viewer.bytesInFlight);
    presence.unwatch(socket, cameraId);
  };

  answer('watch', {
    schema: watchSchema,
    allow: 'camera:view',
    guests: ({ cameraId }) => mayWatch(socket.data.principal, cameraId, services.sessions),
    run: ({ cameraId, maxWidth, maxFps, flow, video: codecs, prefer = 'automatic', samples: wantsSamples }) => {
      const stream = services.fanout.stream(cameraId);
      if (!stream) throw cameraNotFound(cameraId);
      stop(cameraId); // watching again replaces the earlier options
      const { principal, address } = socket.data;
      const { userId, name, guest } = principal;
      // Browsers send Origin with every WebSocket and POST.
      const browser = socket.handshake.headers.origin !== undefined || socket.handshake.headers['sec-fetch-site'] !== undefined;
      const owner = { userId, name, address, guest: guest !== undefined, browser };
      const { counters, measurements, sizes } = stream;
      const { load } = services.fanout;
      // The address of a guest can be passed on, and samples take a hundred times as much of the link.
      const samples = wantsSamples === true && guest === undefined;
      const video = samples ? undefined : codecs && { prefer, allowance };
      const options = { cameraId, maxWidth, maxFps, flow, owner, counters, measurements, sizes, video, samples, load };
      const viewer = new Viewer(sink, options);
      watched.set(cameraId, { stream, viewer });
      presence.watch(socket, cameraId);
      // The reply is sent first, because clients expect it before the first frame.
      setImmediate(() => {
        if (watched.get(cameraId)?.viewer === viewer) stream.add(viewer);
      });
      return { flow: viewer.flow, camera: shownTo(principal, stream.camera.state) };
    },
  });

  answer('unwatch', {
    schema: unwatchSchema,
    allow: 'camera:view',
    guests: () => true,
    run: ({ cameraId }) => {
      stop(cameraId);
      return {};
    },
  });

  answer('video:reset', {
    schema: videoResetSchema,
    allow: 'camera:view',
    guests: () => true,
    run: ({ cameraId }) => {
      if (resets.take(1, performance.now()) !== 'taken') {
        throw rateLimited(`A connection may send video:reset ${videoResets.perSecond} times a second`, 1);
      }
      watched.get(cameraId)?.viewer.resetVideo();
      return {};
    },
  });

  // The only event without schema validation: it is frequent, and invalid ones have no effect.
  const acknowledged = (cameraId: unknown, seq: unknown): void => {
    if (typeof cameraId !== 'string' || !Number.isInteger(seq)) return;
    watched.get(cameraId)?.viewer.acknowledge(seq as number);
  };
  connection.acknowledged = acknowledged;
  socket.on('frame:ack', acknowledged); // acknowledgements that the fast path did not recognize

  const stopAll = (): void => {
    for (const cameraId of [...watched.keys()]) stop(cameraId);
  };
  const { guest } = socket.data.principal;
  const onEnded = (sessionId: string): void => {
    if (guest?.kind === 'session' && guest.sessionId === sessionId) stopAll();
  };
  if (guest) services.sessions.on('ended', onEnded);
  socket.on('disconnect', () => {
    services.sessions.off('ended', onEnded);
    connection.acknowledged = undefined;
    stopAll();
  });
}
