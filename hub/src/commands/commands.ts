/** Orders to cameras, each with a deadline; what goes wrong on the link becomes an error that a person can read. */
import { randomUUID } from 'node:crypto';
import {
  captureParamsSchema,
  captureResultSchema,
  RPC_ERROR,
  settingsUpdateResultSchema,
  type CameraSettings,
  type Capture,
  type CaptureRequest,
  type SettingsUpdate,
} from '@eyepiece/shared-types';
import { cameraNotFound, HubError } from '../errors.ts';
import type { Camera } from '../ingest/camera.ts';
import type { CameraRegistry } from '../ingest/registry.ts';
import { RpcClosed, RpcFailure, RpcTimeout } from '../ingest/rpc-peer.ts';

/** Who asks, and from where. */
export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly address?: string;
}

/** Told of every order that a camera carried out. Must not throw. */
export type Journal = (entry: { actor: Person; action: string; subject: string; details: Record<string, unknown> }) => void;

/** The library, as far as a capture needs it. */
export interface CaptureArrivals {
  /** Resolves once file and row of the capture are durable. Rejects when the signal aborts. */
  waitFor(id: string, signal: AbortSignal): Promise<Capture>;
}

export class CameraCommands {
  readonly #registry: CameraRegistry;
  readonly #arrivals: CaptureArrivals;
  readonly #journal: Journal;
  readonly #timeoutMs: number;

  constructor(registry: CameraRegistry, arrivals: CaptureArrivals, journal: Journal, timeoutMs: number) {
    this.#registry = registry;
    this.#arrivals = arrivals;
    this.#journal = journal;
    this.#timeoutMs = timeoutMs;
  }

  /** @returns what the camera read back, which may differ from what was asked. */
  async updateSettings(cameraId: string, settings: SettingsUpdate, person: Person): Promise<CameraSettings> {
    const result = await this.#send(cameraId, 'settings.update', { settings }, this.#timeoutMs);
    const actual = parseAnswer(cameraId, settingsUpdateResultSchema.safeParse(result)).settings;
    this.#journal({ actor: person, action: 'settings.update', subject: cameraId, details: settings });
    return actual;
  }

  /** Makes the service look for a camera that it lost now. */
  async retry(cameraId: string): Promise<void> {
    await this.#send(cameraId, 'camera.retry', {}, this.#timeoutMs);
  }

  /** @returns the capture once its file and row are durable in the hub. */
  async capture(cameraId: string, request: CaptureRequest, person: Person): Promise<Capture> {
    const deadline = AbortSignal.timeout(this.#timeoutMs);
    const captureId = randomUUID();
    const params = captureParamsSchema.parse({ ...request, captureId, user: { id: person.userId, name: person.name } });
    // Listening before asking: a fast service has uploaded before its answer is read.
    const stored = this.#arrivals.waitFor(captureId, deadline);
    stored.catch(() => undefined);
    const result = await this.#send(cameraId, 'capture', params, this.#timeoutMs);
    parseAnswer(cameraId, captureResultSchema.safeParse(result));
    return stored.catch((error: unknown) => {
      if (!deadline.aborted) throw error;
      throw new HubError(
        'camera_timeout',
        `The picture was taken, but did not arrive within ${this.#timeoutMs} ms; it is kept by the camera service and follows`,
      );
    });
  }

  async #send(cameraId: string, method: string, params: unknown, timeoutMs: number): Promise<unknown> {
    const camera = this.#camera(cameraId);
    try {
      return await camera.request(method, params, timeoutMs);
    } catch (error) {
      throw asHubError(error, timeoutMs);
    }
  }

  #camera(cameraId: string): Camera {
    const camera = this.#registry.get(cameraId);
    if (!camera) throw cameraNotFound(cameraId);
    return camera;
  }
}

/** The guide's words for a camera service that cannot be reached. */
export function cameraOffline(): HubError {
  return new HubError('camera_offline', 'Camera service unavailable');
}

function asHubError(error: unknown, timeoutMs: number): unknown {
  if (error instanceof RpcClosed) return cameraOffline();
  if (error instanceof RpcTimeout) return new HubError('camera_timeout', `The camera did not answer within ${timeoutMs} ms`);
  if (!(error instanceof RpcFailure)) return error;
  const issues = error.data?.issues;
  switch (error.code) {
    case RPC_ERROR.settingRejected:
    case RPC_ERROR.invalidParams:
      return new HubError('setting_rejected', error.message, issues ? { issues } : {});
    case RPC_ERROR.cameraDisconnected:
      return new HubError('camera_disconnected', error.message);
    case RPC_ERROR.noSpace:
      return new HubError('no_space', error.message);
    case RPC_ERROR.busy:
      return new HubError('camera_busy', error.message);
    case RPC_ERROR.timeout:
      return new HubError('camera_timeout', error.message);
    default:
      return new HubError('camera_error', `The camera service failed: ${error.message}`);
  }
}

function parseAnswer<T>(cameraId: string, parsed: { success: true; data: T } | { success: false; error: Error }): T {
  if (parsed.success) return parsed.data;
  throw new HubError('camera_error', `The service of camera ${cameraId} gave an answer that makes no sense`, { cause: parsed.error });
}
