/** Orders to a camera: settings, captures, its trigger, its memory, its corrections. */
import { randomUUID } from 'node:crypto';
import {
  captureParamsSchema,
  captureResultSchema,
  correctionsResultSchema,
  settingsUpdateResultSchema,
  type CameraSettings,
  type Capture,
  type CaptureRequest,
  type Corrections,
  type CorrectionsUpdate,
  type MemoryChannel,
  type SettingsUpdate,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { userOf, type Caller } from '../caller.ts';
import type { ControlDesk } from './desk.ts';
import { HubError } from '../errors.ts';
import { assertStorable } from '../persistence/storable-text.ts';
import type { Journal, OpenSessions, UnderControl } from './journal.ts';
import { calibrationOf } from './optics.ts';
import type { CameraOrders } from './orders.ts';

/** Frames that a reference is the mean of, unless asked otherwise. */
const REFERENCE_FRAMES = 16;

/** The library, as far as a capture needs it. */
export interface CaptureArrivals {
  /**
   * Resolves once file and row of the capture, ordered under a new id, are durable. Rejects when the signal aborts, and
   * with no_space when the hub has no room for it.
   */
  expect(id: string, signal: AbortSignal): Promise<Capture>;
}

export interface CameraCommandsParts {
  readonly orders: CameraOrders;
  readonly control: ControlDesk;
  readonly sessions: OpenSessions;
  readonly arrivals: CaptureArrivals;
  readonly journal: Journal;
}

/** Every order here but `retry` needs control of the camera, and a capture does when it changes settings. */
export class CameraCommands {
  readonly #orders: CameraOrders;
  readonly #control: ControlDesk;
  readonly #sessions: OpenSessions;
  readonly #arrivals: CaptureArrivals;
  readonly #journal: Journal;

  constructor({ orders, control, sessions, arrivals, journal }: CameraCommandsParts) {
    this.#orders = orders;
    this.#control = control;
    this.#sessions = sessions;
    this.#arrivals = arrivals;
    this.#journal = journal;
  }

  /** @returns what the camera read back, which may differ from what was asked. */
  async updateSettings(cameraId: string, settings: SettingsUpdate, person: Caller, { epoch }: UnderControl = {}): Promise<CameraSettings> {
    this.#control.admit(cameraId, person, epoch);
    const before = this.#settingsOf(cameraId);
    const { settings: after } = await this.#orders.send(cameraId, 'settings.update', { settings }, settingsUpdateResultSchema);
    this.#journal({ actor: person, action: 'settings.update', subject: cameraId, details: settings, settings: { before, after } });
    return after;
  }

  /** Makes the service look for a camera that it lost now. */
  async retry(cameraId: string): Promise<void> {
    await this.#orders.send(cameraId, 'camera.retry', {}, z.unknown());
  }

  /** One exposure of a camera that waits for a software trigger. */
  async fire(cameraId: string, person: Caller, { epoch }: UnderControl = {}): Promise<void> {
    this.#control.admit(cameraId, person, epoch);
    await this.#orders.send(cameraId, 'camera.fire', {}, z.unknown());
  }

  /** Keeps the settings in the camera's own memory. */
  async saveSettings(cameraId: string, channel: MemoryChannel, person: Caller, { epoch }: UnderControl = {}): Promise<void> {
    this.#control.admit(cameraId, person, epoch);
    await this.#orders.send(cameraId, 'settings.save', { channel }, z.unknown());
    this.#journal({ actor: person, action: 'settings.save', subject: cameraId, details: { channel } });
  }

  /** Takes the settings from the camera's own memory. @returns what the camera read back */
  async loadSettings(cameraId: string, channel: MemoryChannel, person: Caller, { epoch }: UnderControl = {}): Promise<CameraSettings> {
    this.#control.admit(cameraId, person, epoch);
    const before = this.#settingsOf(cameraId);
    const { settings: after } = await this.#orders.send(cameraId, 'settings.load', { channel }, settingsUpdateResultSchema);
    this.#journal({ actor: person, action: 'settings.load', subject: cameraId, details: { channel }, settings: { before, after } });
    return after;
  }

  async updateCorrections(
    cameraId: string,
    corrections: CorrectionsUpdate,
    person: Caller,
    { epoch }: UnderControl = {},
  ): Promise<Corrections> {
    this.#control.admit(cameraId, person, epoch);
    const taken = [corrections.dark, corrections.flat].filter((order) => order === 'take').length;
    const workMs = this.#orders.exposuresMs(cameraId, taken * (corrections.frames ?? REFERENCE_FRAMES));
    const answer = await this.#orders.send(cameraId, 'corrections.update', { corrections }, correctionsResultSchema, workMs);
    this.#journal({ actor: person, action: 'corrections.update', subject: cameraId, details: corrections });
    return answer.corrections;
  }

  /**
   * @returns the capture once its file and row are durable in the hub
   * @throws {HubError} capture_waits at once when the hub has no room for it, rather than at the deadline
   */
  async capture(cameraId: string, request: CaptureRequest, person: Caller, { epoch }: UnderControl = {}): Promise<Capture> {
    assertStorable(request);
    const changesSettings = request.exposure !== undefined || request.gain !== undefined;
    if (changesSettings) this.#control.admit(cameraId, person, epoch);
    const workMs = this.#orders.exposuresMs(cameraId, request.average ?? 1, request.exposure);
    const timeoutMs = this.#orders.deadlineMs(workMs);
    const deadline = AbortSignal.timeout(timeoutMs);
    const captureId = randomUUID();
    const calibration = calibrationOf(this.#orders.camera(cameraId).objective);
    const sessionId = this.#sessions.openOf(cameraId);
    const params = captureParamsSchema.parse({ ...request, captureId, user: userOf(person), sessionId, ...calibration });
    // Listening before asking: a fast service has uploaded before its answer is read.
    const stored = this.#arrivals.expect(captureId, deadline);
    stored.catch(() => undefined);
    const before = this.#settingsOf(cameraId);
    const { capture } = await this.#orders.send(cameraId, 'capture', params, captureResultSchema, workMs);
    if (changesSettings) {
      const details = { exposure: request.exposure, gain: request.gain };
      this.#journal({
        actor: person,
        action: 'settings.update',
        subject: cameraId,
        details,
        settings: { before, after: capture.settings },
      });
    }
    return stored.catch((error: unknown) => {
      if (error instanceof HubError && error.code === 'no_space') throw captureWaits(error);
      if (!deadline.aborted) throw error;
      const message = `The picture was taken, but did not arrive within ${timeoutMs} ms; it is kept by the camera service and follows`;
      throw new HubError('camera_timeout', message);
    });
  }

  #settingsOf(cameraId: string): CameraSettings {
    return this.#orders.camera(cameraId).state.settings;
  }
}

function captureWaits(cause: HubError): HubError {
  const message = `The picture was taken and waits at the camera service until the hub has room. ${cause.message}`;
  return new HubError('capture_waits', message, { cause });
}
