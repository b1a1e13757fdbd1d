/** Sends commands to cameras with a deadline, and translates errors of the link to HubErrors. */
import { RPC_ERROR, type ClockDifference, type LinkMethod } from '@eyepiece/shared-types';
import type { z } from 'zod';
import { cameraNotFound, HubError } from '../errors.ts';
import type { Camera } from '../ingest/camera.ts';
import type { CameraRegistry } from '../ingest/registry.ts';
import { RpcClosed, RpcFailure, RpcTimeout } from '../ingest/transport/rpc-peer.ts';

export class CameraOrders {
  readonly #registry: CameraRegistry;
  readonly #timeoutMs: number;

  constructor(registry: CameraRegistry, timeoutMs: number) {
    this.#registry = registry;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Sends a command and waits for the response.
   * @param workMs time that the camera itself needs, added to the common timeout
   * @throws {HubError} camera_not_found, camera_offline, camera_timeout, or the error of the camera service
   */
  async send<Answer extends z.ZodType>(
    cameraId: string,
    method: LinkMethod,
    params: unknown,
    answer: Answer,
    workMs = 0,
  ): Promise<z.output<Answer>> {
    const timeoutMs = this.deadlineMs(workMs);
    const result = await this.camera(cameraId)
      .request(method, params, timeoutMs)
      .catch((error: unknown) => {
        throw asHubError(error, timeoutMs);
      });
    const parsed = answer.safeParse(result);
    if (parsed.success) return parsed.data;
    const message = `The service of camera ${cameraId} sent an invalid response`;
    throw new HubError('camera_error', message, { cause: parsed.error });
  }

  deadlineMs(workMs: number): number {
    return this.#timeoutMs + Math.ceil(workMs);
  }

  /** @throws {HubError} camera_not_found */
  camera(cameraId: string): Camera {
    const camera = this.#registry.get(cameraId);
    if (!camera) throw cameraNotFound(cameraId);
    return camera;
  }

  /**
   * Wall clock of the camera's host, which dates captures, minus the hub's clock; undefined before the first measurement.
   * @throws {HubError} camera_not_found
   */
  clock(cameraId: string): ClockDifference | undefined {
    const camera = this.camera(cameraId);
    const measured = camera.link?.clock;
    if (!measured?.isKnown) return undefined;
    return { offsetUs: Math.round(camera.dateUs(measured.offsetUs)), uncertaintyUs: Math.ceil(measured.roundTripUs / 2) };
  }

  /** Duration of `frames` exposures, ms: each at least `exposureMs` and at least as long as set on the camera. */
  exposuresMs(cameraId: string, frames: number, exposureMs = 0): number {
    const { exposure, frameRate } = this.camera(cameraId).state.settings;
    return frames * Math.max(exposure, exposureMs, frameRate === undefined ? 0 : 1000 / frameRate);
  }
}

/** The message is the one documented in the API guide. */
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
    case RPC_ERROR.cancelled:
      return new HubError('capture_cancelled', 'The capture was cancelled');
    case RPC_ERROR.gone:
      return new HubError('not_found', error.message);
    case RPC_ERROR.timeout:
      return new HubError('camera_timeout', error.message);
    case RPC_ERROR.methodNotFound:
      return new HubError('camera_error', `The camera service is too old for this command: ${error.message}`);
    default:
      return new HubError('camera_error', `The camera service failed: ${error.message}`);
  }
}
