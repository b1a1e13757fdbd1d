/**
 * Second camera services with the id of a linked one. They are refused, because the two would evict each other for ever,
 * and shown to administrators.
 */
import { RPC_ERROR } from '@eyepiece/shared-types';
import { nowUs } from '../process/host-clock.ts';
import type { CameraLink } from './camera-link.ts';
import type { CameraSource } from './camera-source.ts';
import { RpcFailure } from './transport/rpc-peer.ts';

export class DuplicateServices {
  #refusedInstance: string | undefined;
  #last: { readonly duplicateAtUs: number; readonly duplicateFrom: string } | undefined;

  /** For the state of the camera: when and from where one was last refused. */
  get state(): { readonly duplicateAtUs?: number; readonly duplicateFrom?: string } {
    return this.#last ?? {};
  }

  /**
   * A new link of the same process takes over at once, since its old link may be half open. Services without instance id
   * count as the same process.
   * @returns whether another process is linked, which answers for this camera
   */
  conflicts(link: CameraLink, serving: CameraSource): boolean {
    return serving.instanceId !== undefined && link.instanceId !== undefined && serving.instanceId !== link.instanceId;
  }

  /** @returns whether this process is refused for the first time */
  note(link: CameraLink): boolean {
    const isNew = this.#refusedInstance !== link.instanceId;
    this.#last = { duplicateAtUs: nowUs(), duplicateFrom: placeOf(link) };
    this.#refusedInstance = link.instanceId;
    return isNew;
  }
}

export function idInUse(id: string, serving: CameraSource): RpcFailure {
  const message = `the camera id ${id} is in use by the camera service on ${placeOf(serving)}; set a different CAMERA_ID for this service`;
  return new RpcFailure({ code: RPC_ERROR.busy, message });
}

function placeOf({ host, address }: Pick<CameraSource, 'host' | 'address'>): string {
  return host === undefined ? address : `${host} (${address})`;
}
