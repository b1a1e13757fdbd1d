/** Requests frames of the past from the camera service: one at a time per camera, in turns over the people who ask. */
import {
  FRAME_FLAG_REWOUND,
  framePayload,
  readFrameHeader,
  rewindPageSchema,
  type FrameHeader,
  type RewindKey,
  type RewindPage,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { HubError } from '../errors.ts';
import { FairQueues } from '../process/limits/queues/fair-queues.ts';
import type { Requester } from '../process/limits/queues/rotation.ts';
import type { CameraOrders } from './orders.ts';

/** A frame of the live stream as the camera service sent it. */
export interface RewoundFrame {
  readonly header: FrameHeader;
  readonly jpeg: Uint8Array;
}

export interface RewindService {
  /** The frames after this time, oldest first, a page at a time. @throws {HubError} rate_limited, and as `CameraOrders.send` */
  list(cameraId: string, afterUs: number | undefined, by: Requester): Promise<RewindPage>;
  /** @throws {HubError} not_found when the camera service has dropped the frame; rate_limited, and as `CameraOrders.send` */
  frame(cameraId: string, key: RewindKey, by: Requester): Promise<RewoundFrame>;
}

interface RewindParts {
  readonly orders: Pick<CameraOrders, 'camera' | 'send'>;
  /** Requests of one person that wait, for each camera. */
  readonly maxWaiting: number;
  readonly onRefused: () => void;
}

export class Rewind implements RewindService {
  readonly #orders: RewindParts['orders'];
  readonly #queues: FairQueues;
  /** Frames and bytes sent to people and hubs, by camera. */
  readonly counters = new Map<string, { frames: number; bytes: number }>();

  constructor({ orders, maxWaiting, onRefused }: RewindParts) {
    this.#orders = orders;
    const lane = { name: 'requests for past frames', maxPerPerson: maxWaiting, maxPerParty: maxWaiting };
    this.#queues = new FairQueues(lane, onRefused);
  }

  list(cameraId: string, afterUs: number | undefined, by: Requester): Promise<RewindPage> {
    const params = afterUs === undefined ? {} : { afterUs };
    return this.inTurn(cameraId, by, () => this.#orders.send(cameraId, 'rewind.list', params, rewindPageSchema));
  }

  async frame(cameraId: string, key: RewindKey, by: Requester): Promise<RewoundFrame> {
    return readRewound(await this.message(cameraId, key, by), key);
  }

  /** The frame with its header, as the camera service sent it. */
  async message(cameraId: string, key: RewindKey, by: Requester): Promise<Uint8Array> {
    const message = await this.inTurn(cameraId, by, () => this.#fetch(cameraId, key));
    this.count(cameraId, message.byteLength);
    return message;
  }

  /** Runs work for a camera in turns over the people who ask. */
  inTurn<Result>(cameraId: string, by: Requester, work: () => Promise<Result>): Promise<Result> {
    return this.#queues.run(cameraId, by, work);
  }

  count(cameraId: string, bytes: number): void {
    const counter = this.counters.get(cameraId) ?? { frames: 0, bytes: 0 };
    this.counters.set(cameraId, { frames: counter.frames + 1, bytes: counter.bytes + bytes });
  }

  /** The service sends the frame before its answer. */
  async #fetch(cameraId: string, key: RewindKey): Promise<Uint8Array> {
    const camera = this.#orders.camera(cameraId);
    let found: Uint8Array | undefined;
    const take = (message: Buffer, header: FrameHeader): void => {
      if (isFrame(header, key)) found = message;
    };
    camera.on('rewound', take);
    try {
      await this.#orders.send(cameraId, 'rewind.frame', key, z.unknown());
    } finally {
      camera.off('rewound', take);
    }
    if (found) return found;
    throw new HubError('camera_error', `The service of camera ${cameraId} answered without frame ${key.seq}`);
  }
}

/** @throws {HubError} camera_error when it is not the frame that was asked for */
export function readRewound(message: Uint8Array, key: RewindKey): RewoundFrame {
  const header = readFrameHeader(message);
  if (!isFrame(header, key) || header.payloadBytes === 0) {
    throw new HubError('camera_error', `The answer is not frame ${key.seq} of ${key.capturedAtUs} µs`);
  }
  return { header, jpeg: framePayload(message, header) };
}

function isFrame(header: FrameHeader, { seq, capturedAtUs }: RewindKey): boolean {
  const isRewound = header.video === undefined && (header.flags & FRAME_FLAG_REWOUND) !== 0;
  return isRewound && header.seq === seq && header.capturedAtUs === capturedAtUs;
}
