/** Serves the frames of the cameras that live at this hub to other hubs, as to viewers. */
import { cameraNotFound, conflict, rateLimited, validationFailed } from '../../../errors.ts';
import type { Fanout } from '../../../fanout/fanout.ts';
import type { Stream } from '../../../fanout/stream.ts';
import type { CameraRegistry } from '../../../ingest/registry.ts';
import type { PeerIo } from '../../peers/peer-server.ts';
import { refusedAnswer, type PeerAnswer } from '../../peers/protocol.ts';
import { relayWatchSchema, type RelaySource, type RelayWatch } from '../messages.ts';
import { relaySink, type RelaySocket } from './relay-sink.ts';
import { RelayCredit } from './relay-credit.ts';
import { RelayReader } from './relay-reader.ts';
import { RelaySamples } from './relay-samples.ts';
import { RelayVideo } from './relay-video.ts';

/** Subscriptions of all hubs together. */
const SUBSCRIPTIONS_MAX = 2048;
/** Interval of checks whether a camera still lives here, and for changes of its clock and its video, ms. */
const CHECK_EVERY_MS = 500;
/** Smaller changes of the measured clock are not told, µs. */
const CLOCK_STEP_US = 200;

interface Subscription {
  readonly stream: Stream;
  readonly remove: () => void;
  readonly acknowledge: (seq: number) => void;
  readonly needsKey: () => void;
  told: RelaySource;
}

export interface RelayServerParts {
  readonly io: PeerIo;
  readonly registry: CameraRegistry;
  readonly fanout: Fanout;
  readonly addressOf: (socket: RelaySocket) => string;
}

export class RelayServer {
  readonly #parts: RelayServerParts;
  readonly #subscriptions = new Map<RelaySocket, Subscription>();
  readonly #timer: NodeJS.Timeout;

  constructor(parts: RelayServerParts) {
    this.#parts = parts;
    parts.io.of('/').on('connection', (socket) => this.#serve(socket as unknown as RelaySocket));
    this.#timer = setInterval(() => this.#check(), CHECK_EVERY_MS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
    for (const socket of [...this.#subscriptions.keys()]) this.#end(socket);
  }

  #serve(socket: RelaySocket): void {
    socket.on('watch', (request: unknown, ack: unknown) => {
      const answer = this.#answer(socket, request);
      if (typeof ack === 'function') (ack as (answer: PeerAnswer) => void)(answer);
    });
    socket.on('frame:ack', (seq: unknown) => {
      if (Number.isInteger(seq)) this.#subscriptions.get(socket)?.acknowledge(seq as number);
    });
    socket.on('key', () => this.#subscriptions.get(socket)?.needsKey());
    socket.on('disconnect', () => this.#end(socket));
  }

  #answer(socket: RelaySocket, request: unknown): PeerAnswer {
    try {
      const watch = relayWatchSchema.safeParse(request);
      if (!watch.success) throw validationFailed(watch.error, 'watch');
      return { ok: true, result: this.#watch(socket, watch.data) };
    } catch (error) {
      return refusedAnswer(error);
    }
  }

  /** @throws {HubError} camera_not_found; conflict for a camera of another hub */
  #watch(socket: RelaySocket, watch: RelayWatch): RelaySource {
    this.#end(socket); // watching again replaces the earlier options
    const { fanout, registry } = this.#parts;
    const camera = registry.get(watch.cameraId);
    const stream = fanout.stream(watch.cameraId);
    if (!camera || !stream) throw cameraNotFound(watch.cameraId);
    // Relays of relays could form a circle.
    if (camera.isRemote) throw conflict(`Camera ${watch.cameraId} lives at another hub`);
    if (this.#subscriptions.size >= SUBSCRIPTIONS_MAX) throw rateLimited(`Other hubs have ${SUBSCRIPTIONS_MAX} subscriptions`, 5);
    const told = sourceOf(stream);
    this.#subscriptions.set(socket, { stream, told, ...this.#open(socket, stream, watch) });
    return told;
  }

  #open(socket: RelaySocket, stream: Stream, watch: RelayWatch): Omit<Subscription, 'stream' | 'told'> {
    if (watch.samples === true) return this.#openSamples(socket, stream, watch.maxFps);
    return watch.tier === undefined ? this.#openJpeg(socket, stream, watch) : this.#openVideo(socket, stream, watch.tier);
  }

  #openJpeg(socket: RelaySocket, stream: Stream, { maxWidth, maxFps }: RelayWatch): Omit<Subscription, 'stream' | 'told'> {
    const reader = new RelayReader(this.#credit(socket, stream), { maxWidth, maxFps });
    // The answer is sent first.
    const start = setImmediate(() => stream.add(reader));
    return {
      acknowledge: (seq) => reader.acknowledge(seq),
      needsKey: () => undefined,
      remove: () => {
        clearImmediate(start);
        stream.remove(reader);
        reader.close();
      },
    };
  }

  #openVideo(socket: RelaySocket, stream: Stream, tier: NonNullable<RelayWatch['tier']>): Omit<Subscription, 'stream' | 'told'> {
    const video = new RelayVideo(this.#credit(socket, stream), tier);
    const { video: feed } = stream;
    const start = setImmediate(() => {
      feed.add(video, performance.now());
      feed.choose(video, tier, performance.now());
    });
    return {
      acknowledge: (seq) => video.acknowledge(seq),
      needsKey: () => video.needsKey(),
      remove: () => {
        clearImmediate(start);
        video.close();
        feed.choose(video, undefined, performance.now());
        feed.remove(video);
      },
    };
  }

  #openSamples(socket: RelaySocket, stream: Stream, maxFps: number | undefined): Omit<Subscription, 'stream' | 'told'> {
    const samples = new RelaySamples(this.#credit(socket, stream), maxFps);
    const start = setImmediate(() => stream.samples.add(samples, performance.now()));
    return {
      acknowledge: (seq) => samples.acknowledge(seq),
      needsKey: () => undefined,
      remove: () => {
        clearImmediate(start);
        stream.samples.remove(samples);
        samples.close();
      },
    };
  }

  #credit(socket: RelaySocket, stream: Stream): RelayCredit {
    const { counters, measurements, camera } = stream;
    const { hubId } = socket.data;
    const owner = { userId: `hub:${hubId}`, name: `Hub ${hubId}`, address: this.#parts.addressOf(socket) };
    return new RelayCredit({ cameraId: camera.id, sink: relaySink(socket), owner, counters, measurements });
  }

  #end(socket: RelaySocket): void {
    this.#subscriptions.get(socket)?.remove();
    this.#subscriptions.delete(socket);
  }

  #check(): void {
    for (const [socket, subscription] of this.#subscriptions) {
      const { camera } = subscription.stream;
      if (camera.isRemote || this.#parts.registry.get(camera.id) !== camera) {
        this.#end(socket);
        socket.disconnect(true);
        continue;
      }
      const source = sourceOf(subscription.stream);
      if (isSame(source, subscription.told)) continue;
      subscription.told = source;
      socket.emit('source', source);
    }
  }
}

function sourceOf({ camera }: Stream): RelaySource {
  const tiers = camera.videoTiers.map((tier) => ({ ...tier }));
  return { clockOffsetUs: camera.clockOffsetUs, ...(tiers.length > 0 && { video: { tiers } }) };
}

function isSame(a: RelaySource, b: RelaySource): boolean {
  return Math.abs(a.clockOffsetUs - b.clockOffsetUs) < CLOCK_STEP_US && JSON.stringify(a.video) === JSON.stringify(b.video);
}
