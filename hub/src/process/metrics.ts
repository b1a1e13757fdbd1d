/** Prometheus metrics. Counters of the frame path are plain numbers, read at each scrape. */
import { RENDITION_NAMES, VIDEO_TIERS, type CameraState, type RewindState } from '@eyepiece/shared-types';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { FanoutMeasurements } from '../fanout/counters.ts';
import type { Fanout } from '../fanout/fanout.ts';
import type { Stream } from '../fanout/stream.ts';
import { EventLoopDelay } from './event-loop/delay.ts';
import { collectNodeMetrics } from './event-loop/node-metrics.ts';

const AGE_BUCKETS = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5];
const FANOUT_BUCKETS = [0.0002, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.025, 0.05, 0.1];

/** Reasons for which a limit refused or ended a request, event or connection. */
export type Refusal =
  | 'connections'
  | 'connections_per_address'
  | 'target_too_long'
  | 'headers_too_large'
  | 'handshake_timeout'
  | 'headers_timeout'
  | 'body_timeout'
  | 'upload_too_slow'
  | 'answer_stalled'
  | 'unanswered_requests'
  | 'requests_waiting'
  | 'upgrade'
  | 'camera_link'
  | 'socket_limit'
  | 'event_rate'
  | 'socket_undrained'
  | 'socket_protocol'
  | 'sign_in_rate'
  | 'write_limit'
  | 'disk_full'
  | 'queue_full';

export class Metrics {
  readonly #registry = new Registry();
  readonly #refusals: Counter<'reason'>;
  readonly #eventsLost: Counter;
  /** Of the event loop of this process. */
  readonly delays = new EventLoopDelay();
  readonly #delays = this.delays.histogram();
  readonly measurements: FanoutMeasurements;

  constructor() {
    const registers = [this.#registry];
    collectNodeMetrics(this.#registry, this.#delays);
    const labelNames = ['camera'] as const;
    const arrived = new Histogram({
      name: 'eyepiece_frame_arrival_seconds',
      help: 'Age of a frame at receipt: from end of exposure to received',
      labelNames,
      buckets: AGE_BUCKETS,
      registers,
    });
    const fannedOut = new Histogram({
      name: 'eyepiece_fanout_seconds',
      help: 'From receipt of a frame to the write for its last viewer',
      labelNames,
      buckets: FANOUT_BUCKETS,
      registers,
    });
    const acknowledged = new Histogram({
      name: 'eyepiece_acknowledgement_seconds',
      help: 'From the write of a frame for a viewer to its acknowledgement as drawn',
      labelNames,
      buckets: AGE_BUCKETS,
      registers,
    });
    this.#refusals = new Counter({
      name: 'eyepiece_refusals_total',
      help: 'Requests, events and connections refused or ended by a limit',
      labelNames: ['reason'] as const,
      registers,
    });
    this.#eventsLost = new Counter({
      name: 'eyepiece_cluster_events_lost_total',
      help: 'Events that clients of other hubs missed because Redis was away',
      registers,
    });
    this.measurements = {
      arrived: (camera, seconds) => arrived.observe({ camera }, Math.max(0, seconds)),
      fannedOut: (camera, seconds) => fannedOut.observe({ camera }, seconds),
      acknowledged: (camera, seconds) => acknowledged.observe({ camera }, seconds),
    };
  }

  /** Counts one refusal by a limit. */
  refused(reason: Refusal): void {
    this.#refusals.inc({ reason });
  }

  /** Counts an event that did not reach the other hubs. */
  eventLost(): void {
    this.#eventsLost.inc();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Adds the counters of the streams. */
  watch(fanout: Fanout): void {
    const counter = (name: string, help: string, label: string | undefined, read: (stream: Stream) => Record<string, number>): void => {
      this.#collected(Counter, fanout, { name, help, label, read });
    };
    const perRendition = (what: 'frames' | 'bytes') => (stream: Stream) =>
      Object.fromEntries([
        ...RENDITION_NAMES.map((name) => [name, stream.counters.sent[name][what]]),
        ...VIDEO_TIERS.map((tier) => [tier, stream.counters.sentVideo[tier][what]]),
        ['samples', stream.counters.sentSamples[what]],
      ]) as Record<string, number>;
    const perTier = (what: 'frames' | 'bytes' | 'keyRequests') => (stream: Stream) =>
      Object.fromEntries(VIDEO_TIERS.map((tier) => [tier, stream.video.counters[tier][what]]));

    counter('eyepiece_video_frames_received_total', 'Video frames from the camera', 'tier', perTier('frames'));
    counter('eyepiece_video_bytes_received_total', 'Bytes of video from the camera', 'tier', perTier('bytes'));
    counter('eyepiece_video_key_requests_total', 'Key frames requested from the camera', 'tier', perTier('keyRequests'));
    counter('eyepiece_sample_frames_received_total', 'Frames of samples from the camera', undefined, (stream) => ({
      '': stream.samples.received.frames,
    }));
    counter('eyepiece_frames_received_total', 'Frames from the camera', undefined, (stream) => ({ '': stream.counters.received.frames }));
    counter('eyepiece_bytes_received_total', 'Bytes from the camera', undefined, (stream) => ({ '': stream.counters.received.bytes }));
    counter('eyepiece_frames_sent_total', 'Frames to viewers', 'rendition', perRendition('frames'));
    counter('eyepiece_bytes_sent_total', 'Bytes to viewers', 'rendition', perRendition('bytes'));
    counter('eyepiece_frames_dropped_total', 'Frames dropped for a viewer or a rendition', 'reason', (stream) => ({
      ...stream.counters.dropped,
      camera: stream.camera.state.dropped,
    }));
    this.#collected(Gauge, fanout, {
      name: 'eyepiece_viewers',
      help: 'Connections that receive frames',
      label: 'rendition',
      read: viewers,
    });
    this.#collected(Gauge, fanout, {
      name: 'eyepiece_refused_captures',
      help: 'Captures refused permanently by the hub, still held by the camera service',
      label: undefined,
      read: (stream) => ({ '': stream.camera.state.refused?.count ?? 0 }),
    });
    this.#collected(Gauge, fanout, {
      name: 'eyepiece_spooled_captures',
      help: 'Captures that wait at the camera service for their upload',
      label: undefined,
      read: (stream) => ({ '': stream.camera.state.spooled }),
    });
    this.#collected(Gauge, fanout, {
      name: 'eyepiece_camera_up',
      help: '1 for the current status of the camera',
      label: 'status',
      read: (stream) => ({ [stream.camera.state.status]: 1 }),
    });
  }

  /** Adds the memory for past frames, and those that were sent. */
  watchRewind(
    cameras: { readonly states: readonly Pick<CameraState, 'id' | 'rewind'>[] },
    { counters }: { readonly counters: ReadonlyMap<string, Record<'frames' | 'bytes', number>> },
  ): void {
    const registers = [this.#registry];
    const labelNames = ['camera'] as const;
    const perCamera = (name: string, help: string, read: (state: RewindState) => number): void => {
      new Gauge({
        ...{ name, help, labelNames, registers },
        collect() {
          this.reset();
          for (const { id, rewind } of cameras.states) if (rewind) this.set({ camera: id }, read(rewind));
        },
      });
    };
    const sent = (name: string, help: string, what: 'frames' | 'bytes'): void => {
      new Counter({
        ...{ name, help, labelNames, registers },
        collect() {
          this.reset();
          for (const [camera, counter] of counters) this.inc({ camera }, counter[what]);
        },
      });
    };
    perCamera('eyepiece_rewind_bytes', 'Memory of past frames at the camera service', ({ bytes }) => bytes);
    perCamera('eyepiece_rewind_budget_bytes', 'Limit of this memory', ({ budgetBytes }) => budgetBytes);
    perCamera(
      'eyepiece_rewind_seconds',
      'Time from the oldest to the newest past frame',
      ({ fromUs = 0, toUs = 0 }) => (toUs - fromUs) / 1e6,
    );
    sent('eyepiece_rewind_frames_sent_total', 'Past frames sent on request', 'frames');
    sent('eyepiece_rewind_bytes_sent_total', 'Bytes of past frames sent on request', 'bytes');
  }

  async text(): Promise<string> {
    const text = await this.#registry.metrics();
    this.#delays.reset();
    return text;
  }

  close(): void {
    this.delays.close();
  }

  #collected(
    Kind: typeof Counter | typeof Gauge,
    fanout: Fanout,
    metric: { name: string; help: string; label: string | undefined; read: (stream: Stream) => Record<string, number> },
  ): void {
    const { name, help, label, read } = metric;
    new Kind({
      name,
      help,
      labelNames: label === undefined ? ['camera'] : ['camera', label],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const stream of fanout.streams) {
          for (const [value, count] of Object.entries(read(stream))) {
            this.inc({ camera: stream.camera.id, ...(label !== undefined && { [label]: value }) }, count);
          }
        }
      },
    });
  }
}

function viewers(stream: Stream): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries([...RENDITION_NAMES, ...VIDEO_TIERS, 'samples'].map((name) => [name, 0]));
  for (const { rendition, video, samples } of stream.reports) {
    const shown = samples ? 'samples' : (video ?? rendition);
    counts[shown] = (counts[shown] ?? 0) + 1;
  }
  return counts;
}
