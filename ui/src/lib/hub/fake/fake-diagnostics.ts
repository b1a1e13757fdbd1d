import {
  PROCESS_SAMPLES,
  type Diagnostics,
  type DiagnosticsLink,
  type DiagnosticsMessage,
  type DiagnosticsViewer,
  type ProcessSample,
} from '@eyepiece/shared-types';
import type { DiagnosticsClient } from '../clients/diagnostics-client.ts';

const EVERY_MS = 1000;
const NAMES = ['Ana', 'Ben', 'Chidi', 'Dr. Weber', 'Eva', 'Farid', 'Gita', 'Hanna'];
const EVENTS = ['settings:update', 'presence', 'camera:state', 'pointer', 'annotation:put', 'session:note'];

const nowUs = (): number => Date.now() * 1000;
const wave = (period: number, offset = 0): number => Math.sin(Date.now() / 1000 / period + offset);

/** Viewers, links and messages that change once a second. */
export class FakeDiagnostics implements DiagnosticsClient {
  readonly #tell: (update: Diagnostics) => void;
  readonly #openedAtUs = nowUs();
  #timer: ReturnType<typeof setInterval> | undefined;
  #nextId = 1;

  constructor(tell: (update: Diagnostics) => void) {
    this.#tell = tell;
  }

  watch(messages: boolean): Promise<ProcessSample[]> {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tell(this.#update(messages)), EVERY_MS);
    const { kept, everyMs } = PROCESS_SAMPLES;
    return Promise.resolve(Array.from({ length: kept }, (_, index) => sample(nowUs() - (kept - index) * everyMs * 1000)));
  }

  unwatch(): void {
    clearInterval(this.#timer);
  }

  #update(messages: boolean): Diagnostics {
    const viewers = NAMES.map((name, index) => viewer(name, index, this.#openedAtUs));
    const update: Diagnostics = { atUs: nowUs(), viewers, viewerCount: viewers.length, links: [link()], process: sample(nowUs()) };
    if (!messages) return update;
    const events = EVENTS.map((event, index) => ({
      ...{ direction: index % 2 === 0 ? ('in' as const) : ('out' as const), kind: 'event' as const, event },
      ...{ count: this.#nextId * (index + 1), bytes: this.#nextId * 180, perSecond: index + 0.5, bytesPerSecond: 240 * index },
    }));
    return { ...update, feed: { messages: EVENTS.slice(0, 3).map((event, index) => this.#message(event, index)), omitted: 0, events } };
  }

  #message(event: string, index: number): DiagnosticsMessage {
    const id = this.#nextId++;
    const people = [NAMES[id % NAMES.length] ?? 'Ana'];
    const preview = JSON.stringify({ cameraId: 'bench-3', settings: { gain: id % 24 } });
    const direction = index === 1 ? 'out' : 'in';
    return { id, atUs: nowUs(), direction, kind: 'event', event, people, connections: 1, count: 1, bytes: preview.length, preview };
  }
}

function viewer(name: string, index: number, sinceUs: number): DiagnosticsViewer {
  const narrow = index === 3;
  const fps = narrow ? 9.4 : 29.8 + wave(5, index) / 4;
  const age = { p50Ms: narrow ? 640 : 41 + index, p95Ms: narrow ? 1210 : 66 + index };
  return {
    ...{ id: index, cameraId: 'bench-3', userId: `user-${index}`, name, guest: narrow, address: `192.168.1.${20 + index}` },
    ...{ client: index === 6 ? 'mjpeg' : index === 5 ? 'raw' : 'page', sinceUs: sinceUs - index * 400e6 },
    ...{ fps, bytesPerSecond: fps * (narrow ? 9000 : 84_000), dropped: index * 7, width: narrow ? 640 : 2448 },
    ...(index === 6 ? {} : { age, window: { inFlight: narrow ? 1 : 2, allowed: narrow ? 1 : 13 } }),
    ...(narrow && { reason: 'narrow_link' as const }),
  };
}

function link(): DiagnosticsLink {
  return {
    ...{ cameraId: 'bench-3', name: 'Bench 3', status: 'live', address: '192.168.1.9', host: 'lab-pc-3', sinceUs: nowUs() - 4e9 },
    ...{ roundTripMs: 0.84, clockOffsetMs: 12.3, fps: 29.9, bytesPerSecond: 2.5e6, unsentBytes: 0, pendingRequests: 0 },
    ...{ spooled: 0, lost: 2, refused: 0, reconnects: 1, lastError: { atUs: nowUs() - 4e9, message: 'connection lost' } },
  };
}

function sample(atUs: number): ProcessSample {
  const t = atUs / 1e6;
  return {
    atUs,
    rssBytes: 212e6 + 14e6 * Math.sin(t / 70),
    heapBytes: 61e6 + 9e6 * Math.sin(t / 9),
    externalBytes: 18e6,
    cpuPercent: 14 + 4 * Math.sin(t / 11),
    delayP50Ms: 0.2,
    delayP99Ms: 3 + 2 * Math.sin(t / 17),
    database: { connections: 3, busy: 1, waiting: 0 },
  };
}
