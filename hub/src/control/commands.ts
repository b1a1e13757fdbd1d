/** Camera commands: settings, captures, software trigger, settings memory and image corrections. */
import { randomUUID } from 'node:crypto';
import {
  addClocks,
  captureCancelResultSchema,
  cameraChoicesSchema,
  captureParamsSchema,
  captureResultSchema,
  correctionsResultSchema,
  settingsExportResultSchema,
  settingsImportResultSchema,
  settingsUpdateResultSchema,
  type CameraChoice,
  type CameraChoices,
  type CameraSettings,
  type CameraState,
  type Capture,
  type CaptureParams,
  type CaptureReply,
  type CaptureMetadata,
  type CaptureRequest,
  type Corrections,
  type CorrectionsUpdate,
  type LiveState,
  type MemoryChannel,
  type SettingsFile,
  type SettingsImportResult,
  type SettingsUpdate,
  type ShotOrder,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { nowUs } from '../process/host-clock.ts';
import { userOf, type Caller } from '../people/caller.ts';
import { mayAt } from '../people/policies.ts';
import type { ControlDesk } from './desk.ts';
import { conflict, HubError } from '../errors.ts';
import { assertStorable } from '../persistence/storable-text.ts';
import type { Journal, OpenSessions, UnderControl } from './journal.ts';
import { calibrationOf } from './optics.ts';
import type { CameraOrders } from './orders.ts';

/** Default number of frames averaged for a dark or flat reference. */
export const REFERENCE_FRAMES = 16;
/** Tells the client of a kept capture that the library does not have it yet. */
const KEPT = 'The camera service keeps the capture and uploads it to the library';

/** The part of the library that a capture command needs. */
export interface CaptureArrivals {
  /**
   * Resolves once file and row of the capture with this new id are durable. Rejects when the signal aborts, and with
   * no_space when the hub refuses the upload.
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

interface Taking {
  /** Name of the person. */
  cancelledBy?: string;
}

/** What http and sockets use of CameraCommands. */
export type Commands = Pick<CameraCommands, keyof CameraCommands>;

/** All commands need control of the camera, except `retry` and captures that change no settings. */
export class CameraCommands {
  readonly #parts: CameraCommandsParts;
  /** Captures that a camera is asked for, by their id. */
  readonly #taking = new Map<string, Taking>();

  constructor(parts: CameraCommandsParts) {
    this.#parts = parts;
  }

  /** @returns the settings read back from the camera, which may differ from the requested ones */
  async updateSettings(cameraId: string, settings: SettingsUpdate, person: Caller, { epoch }: UnderControl = {}): Promise<CameraSettings> {
    this.#parts.control.admit(cameraId, person, epoch);
    const before = this.#settingsOf(cameraId);
    const { settings: after } = await this.#parts.orders.send(cameraId, 'settings.update', { settings }, settingsUpdateResultSchema);
    this.#parts.journal({ actor: person, action: 'settings.update', subject: cameraId, details: settings, settings: { before, after } });
    return after;
  }

  /** Makes the camera service try at once to reconnect a lost camera. */
  async retry(cameraId: string): Promise<void> {
    await this.#parts.orders.send(cameraId, 'camera.retry', {}, z.unknown());
  }

  /** The cameras that an administrator can choose for this camera service. */
  choices(cameraId: string): Promise<CameraChoices> {
    return this.#parts.orders.send(cameraId, 'camera.choices', {}, cameraChoicesSchema);
  }

  /** Makes the camera service start again with another driver. */
  async choose(cameraId: string, choice: CameraChoice, person: Caller, { epoch }: UnderControl = {}): Promise<void> {
    this.#parts.control.admit(cameraId, person, epoch);
    await this.#parts.orders.send(cameraId, 'camera.choose', choice, z.unknown());
    this.#parts.journal({ actor: person, action: 'camera.choose', subject: cameraId, details: choice });
  }

  /** Fires the software trigger. */
  async fire(cameraId: string, person: Caller, { epoch }: UnderControl = {}): Promise<void> {
    this.#parts.control.admit(cameraId, person, epoch);
    await this.#parts.orders.send(cameraId, 'camera.fire', {}, z.unknown());
    this.#parts.journal({ actor: person, action: 'camera.fire', subject: cameraId, details: {} });
  }

  /** Stops or starts the live picture for everybody. Stopping it twice keeps who stopped it first. */
  setLive(cameraId: string, { stopped }: LiveState, person: Caller, { epoch }: UnderControl = {}): Promise<void> {
    this.#parts.control.admit(cameraId, person, epoch);
    const camera = this.#parts.orders.camera(cameraId);
    if ((camera.stopped !== undefined) === stopped) return Promise.resolve();
    camera.setStopped(stopped ? { by: userOf(person), atUs: nowUs() } : undefined);
    this.#parts.journal({ actor: person, action: stopped ? 'live.stop' : 'live.start', subject: cameraId, details: {} });
    return Promise.resolve();
  }

  /** Saves the settings in the camera's memory. */
  async saveSettings(cameraId: string, channel: MemoryChannel, person: Caller, { epoch }: UnderControl = {}): Promise<void> {
    this.#parts.control.admit(cameraId, person, epoch);
    await this.#parts.orders.send(cameraId, 'settings.save', { channel }, z.unknown());
    this.#parts.journal({ actor: person, action: 'settings.save', subject: cameraId, details: { channel } });
  }

  /** Loads the settings from the camera's memory. @returns the settings read back from the camera */
  async loadSettings(cameraId: string, channel: MemoryChannel, person: Caller, { epoch }: UnderControl = {}): Promise<CameraSettings> {
    this.#parts.control.admit(cameraId, person, epoch);
    const before = this.#settingsOf(cameraId);
    const { settings: after } = await this.#parts.orders.send(cameraId, 'settings.load', { channel }, settingsUpdateResultSchema);
    this.#parts.journal({ actor: person, action: 'settings.load', subject: cameraId, details: { channel }, settings: { before, after } });
    return after;
  }

  /** The settings as a file, as the camera service writes it. */
  async exportSettings(cameraId: string): Promise<SettingsFile> {
    const { file } = await this.#parts.orders.send(cameraId, 'settings.export', {}, settingsExportResultSchema);
    return file;
  }

  /** Applies all settings of a file that the camera has, or none. */
  async importSettings(cameraId: string, file: SettingsFile, person: Caller, { epoch }: UnderControl = {}): Promise<SettingsImportResult> {
    this.#parts.control.admit(cameraId, person, epoch);
    const before = this.#settingsOf(cameraId);
    const result = await this.#parts.orders.send(cameraId, 'settings.import', { file }, settingsImportResultSchema);
    const { applied: details, settings: after } = result;
    if (Object.keys(details).length > 0) {
      this.#parts.journal({ actor: person, action: 'settings.update', subject: cameraId, details, settings: { before, after } });
    }
    return result;
  }

  async updateCorrections(
    cameraId: string,
    corrections: CorrectionsUpdate,
    person: Caller,
    { epoch }: UnderControl = {},
  ): Promise<Corrections> {
    this.#parts.control.admit(cameraId, person, epoch);
    const taken = [corrections.dark, corrections.flat].filter((order) => order === 'take').length;
    const workMs = this.#parts.orders.exposuresMs(cameraId, taken * (corrections.frames ?? REFERENCE_FRAMES));
    const answer = await this.#parts.orders.send(cameraId, 'corrections.update', { corrections }, correctionsResultSchema, workMs);
    this.#parts.journal({ actor: person, action: 'corrections.update', subject: cameraId, details: corrections });
    return answer.corrections;
  }

  /**
   * @returns the capture once its file and row are durable in the hub; with `answerWhen: 'kept'` its metadata once it
   * is durable in the spool of the camera service
   * @throws {HubError} capture_waits as soon as the hub refuses the upload for lack of space; not for `kept`
   */
  async capture(cameraId: string, request: CaptureRequest, person: Caller, { epoch, shot }: UnderControl = {}): Promise<CaptureReply> {
    assertStorable(request);
    const changesSettings = request.exposure !== undefined || request.gain !== undefined;
    if (changesSettings) this.#parts.control.admit(cameraId, person, epoch);
    const camera = this.#parts.orders.camera(cameraId);
    assertRewinds(camera.state, request);
    const workMs = this.#parts.orders.exposuresMs(cameraId, request.average ?? 1, request.exposure);
    const calibration = calibrationOf(
      request.rewind ? camera.objectiveInUse.at(request.rewind.capturedAtUs - camera.clockOffsetUs) : camera.objective,
    );
    const sessionId = this.#parts.sessions.openOf(cameraId);
    const params = captureParamsSchema.parse({
      ...request,
      captureId: randomUUID(),
      user: userOf(person),
      sessionId,
      ...calibration,
      ...(shot && { shot: this.#timed(cameraId, shot) }),
    });
    const before = this.#settingsOf(cameraId);
    const taken = async (): Promise<CaptureMetadata> => {
      const capture = await this.#take(cameraId, params, workMs);
      if (changesSettings) {
        const details = { exposure: request.exposure, gain: request.gain };
        const settings = { before, after: capture.settings };
        this.#parts.journal({ actor: person, action: 'settings.update', subject: cameraId, details, settings });
      }
      return capture;
    };
    if (request.answerWhen === 'kept') return { state: 'kept', message: KEPT, capture: await taken() };
    return { state: 'stored', capture: await this.#arrival(params.captureId, this.#parts.orders.deadlineMs(workMs), taken) };
  }

  /**
   * Cancels a capture of `exposing` in the state of the camera. The person who ordered it and administrators need no
   * control, so that a long exposure can always be stopped.
   * @throws {HubError} conflict when it is exposed already, and so will be stored, or unknown
   */
  async cancelCapture(cameraId: string, captureId: string, person: Caller, { epoch }: UnderControl = {}): Promise<void> {
    const { exposing = [] } = this.#parts.orders.camera(cameraId).state;
    const owner = exposing.find((capture) => capture.captureId === captureId)?.user;
    const free = owner?.id === person.userId || mayAt(person, 'control:override', cameraId);
    if (!free) this.#parts.control.admit(cameraId, person, epoch);
    const taking = this.#taking.get(captureId);
    if (taking) taking.cancelledBy = person.name;
    const { cancelled } = await this.#parts.orders.send(cameraId, 'capture.cancel', { captureId }, captureCancelResultSchema);
    if (!cancelled) throw conflict('The capture is exposed already and will be stored, or it has ended');
    const details = { cameraId, ...(owner && { owner: owner.name }) };
    this.#parts.journal({ actor: person, action: 'capture.cancel', subject: captureId, details });
  }

  /** @returns the capture as the camera service created it; it is durable in the spool there */
  async #take(cameraId: string, params: CaptureParams, workMs: number): Promise<CaptureMetadata> {
    const { capture } = await this.#exposed(cameraId, params, workMs);
    if (capture.id === params.captureId && capture.cameraId === cameraId) return capture;
    throw new HubError(
      'camera_error',
      `The service of camera ${cameraId} answered with another capture, ${capture.id} of ${capture.cameraId}`,
    );
  }

  async #exposed(cameraId: string, params: CaptureParams, workMs: number): Promise<z.output<typeof captureResultSchema>> {
    const taking: Taking = {};
    this.#taking.set(params.captureId, taking);
    try {
      return await this.#parts.orders.send(cameraId, 'capture', params, captureResultSchema, workMs);
    } catch (error) {
      if (!(error instanceof HubError) || error.code !== 'capture_cancelled' || taking.cancelledBy === undefined) throw error;
      throw new HubError('capture_cancelled', `${taking.cancelledBy} cancelled the capture`, { cause: error });
    } finally {
      this.#taking.delete(params.captureId);
    }
  }

  /** Runs `taken` and waits until the capture is durable in the hub. */
  async #arrival(captureId: string, timeoutMs: number, taken: () => Promise<unknown>): Promise<Capture> {
    const deadline = AbortSignal.timeout(timeoutMs);
    const failed = new AbortController();
    // Subscribe before sending: a fast service uploads the capture before its response is read.
    const stored = this.#parts.arrivals.expect(captureId, AbortSignal.any([deadline, failed.signal]));
    stored.catch(() => undefined); // handled where the promise is awaited
    try {
      await taken();
    } catch (error) {
      failed.abort();
      throw error;
    }
    return stored.catch((error: unknown) => {
      if (error instanceof HubError && error.code === 'no_space') throw captureWaits(error);
      if (!deadline.aborted) throw error;
      const message = `The picture was taken but did not arrive within ${timeoutMs} ms; the camera service keeps it and uploads it later`;
      throw new HubError('camera_timeout', message);
    });
  }

  /** The order with the clock of this camera. */
  #timed(cameraId: string, { clock: hub, ...shot }: ShotOrder): ShotOrder {
    const camera = this.#parts.orders.clock(cameraId);
    return hub && camera ? { ...shot, clock: addClocks(camera, hub) } : shot;
  }

  #settingsOf(cameraId: string): CameraSettings {
    return this.#parts.orders.camera(cameraId).state.settings;
  }
}

/** A camera service that does not know the field would take a new picture. */
function assertRewinds({ id, rewind }: Pick<CameraState, 'id' | 'rewind'>, request: CaptureRequest): void {
  if (request.rewind && !rewind) throw new HubError('not_found', `The service of camera ${id} keeps no past frames`);
}

function captureWaits(cause: HubError): HubError {
  const message = `The picture was taken and stays at the camera service until the hub has space. ${cause.message}`;
  return new HubError('capture_waits', message, { cause });
}
