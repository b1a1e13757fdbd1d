/** All connections that receive frames, with their rates. */
import { DIAGNOSTICS_VIEWERS_MAX, type DiagnosticsViewer } from '@eyepiece/shared-types';
import type { Fanout } from '../../fanout/fanout.ts';
import type { Reader, ReaderReport } from '../../fanout/reader.ts';
import { Rates } from './rates.ts';

/** Frames to the Socket.IO viewers of a camera, and their acknowledgements, since the previous reading. */
export interface CameraTraffic {
  readonly cameraId: string;
  viewers: number;
  frames: number;
  frameBytes: number;
  acknowledgements: number;
}

interface Known {
  readonly id: number;
  readonly rates: Rates;
  sent: number;
  bytes: number;
  acknowledgements: number;
}

export interface ViewerReading {
  readonly viewers: DiagnosticsViewer[];
  readonly viewerCount: number;
  readonly traffic: readonly CameraTraffic[];
}

export class ViewerTable {
  readonly #fanout: Fanout;
  #known = new Map<Reader, Known>();
  #hasRead = false;
  #nextId = 1;

  constructor(fanout: Fanout) {
    this.#fanout = fanout;
  }

  read(nowMs: number): ViewerReading {
    const known = new Map<Reader, Known>();
    const viewers: DiagnosticsViewer[] = [];
    const traffic: CameraTraffic[] = [];
    for (const { camera, readers } of this.#fanout.streams) {
      const ofCamera: CameraTraffic = { cameraId: camera.id, viewers: 0, frames: 0, frameBytes: 0, acknowledgements: 0 };
      for (const reader of readers) {
        const { report } = reader;
        if (!report) continue;
        const entry = this.#known.get(reader) ?? this.#newlyKnown(report);
        known.set(reader, entry);
        if (report.kind === 'socket') addTraffic(ofCamera, entry, report);
        viewers.push(present(camera.id, entry, report, nowMs));
      }
      if (ofCamera.frames + ofCamera.acknowledgements > 0) traffic.push(ofCamera);
    }
    this.#known = known;
    this.#hasRead = true;
    // The sort is stable: of viewers without a reason, the first ones stay.
    const worstFirst = viewers.toSorted((a, b) => Number(b.reason !== undefined) - Number(a.reason !== undefined));
    return { viewers: worstFirst.slice(0, DIAGNOSTICS_VIEWERS_MAX), viewerCount: viewers.length, traffic };
  }

  /** Forgets the readers, so that closed ones do not stay in memory. */
  clear(): void {
    this.#known.clear();
    this.#hasRead = false;
  }

  /** Traffic before the first reading does not count. All traffic of a reader that came after it does. */
  #newlyKnown({ sent, bytes, acknowledgements }: ReaderReport): Known {
    const before = this.#hasRead ? { sent: 0, bytes: 0, acknowledgements: 0 } : { sent, bytes, acknowledgements };
    return { id: this.#nextId++, rates: new Rates(), ...before };
  }
}

function addTraffic(traffic: CameraTraffic, known: Known, { sent, bytes, acknowledgements }: ReaderReport): void {
  traffic.viewers += 1;
  traffic.frames += sent - known.sent;
  traffic.frameBytes += bytes - known.bytes;
  traffic.acknowledgements += acknowledgements - known.acknowledgements;
  Object.assign(known, { sent, bytes, acknowledgements });
}

function present(cameraId: string, { id, rates }: Known, report: ReaderReport, nowMs: number): DiagnosticsViewer {
  const { userId, name, address, guest = false, browser, kind, sinceUs, sent, bytes, dropped, width, video, age, reason } = report;
  const { samples, window, ackEvery = 1, inFlight = 0 } = report;
  const [fps = 0, bytesPerSecond = 0] = rates.read(nowMs, [sent, bytes]);
  const client = kind === 'mjpeg' ? 'mjpeg' : browser === true ? 'page' : 'raw';
  return {
    ...{ id, cameraId, userId, name, guest, address, client, sinceUs, fps, bytesPerSecond, dropped, width },
    ...(video && { video }),
    ...(samples && { samples }),
    ...(age && { age }),
    // A viewer that acknowledges every n-th frame has credit for n - 1 more.
    ...(window !== undefined && { window: { inFlight, allowed: window + ackEvery - 1 } }),
    ...(reason && { reason }),
  };
}
