/** All known cameras: those that have connected, and those restored from the database. */
import { EventEmitter } from 'node:events';
import { RPC_ERROR, type CameraState, type HelloParams } from '@eyepiece/shared-types';
import { LINK_LIMITS } from '../process/limits/link-limits.ts';
import type { CameraLink } from './camera-link.ts';
import type { CameraDescription } from './camera-types.ts';
import { Camera } from './camera.ts';
import type { RemoteSource } from './remote-source.ts';
import { RpcFailure } from './transport/rpc-peer.ts';

interface RegistryEvents {
  /** A new camera object was created. */
  added: [camera: Camera];
  /** A camera was removed from the list. */
  forgotten: [id: string];
  /** A camera was added to or removed from the list. */
  listed: [];
  /** A camera service connected to this hub, for the first time or again. */
  attached: [camera: Camera, hello: HelloParams];
  /** A camera service disconnected from this hub. */
  detached: [camera: Camera];
}

export class CameraRegistry extends EventEmitter<RegistryEvents> {
  readonly #cameras = new Map<string, Camera>();
  /** Forgotten cameras. Their objects are reused at the next hello, because streams and viewers keep references to them. */
  readonly #forgotten = new Map<string, Camera>();

  readonly #max: number;

  /** @param max cameras in the list. A service with another id is refused. */
  constructor(max = LINK_LIMITS.maxCameras) {
    super();
    this.#max = max;
  }

  /** @throws {RpcFailure} while another process serves the camera, and for a new camera when the list is full */
  attach(hello: HelloParams, link: CameraLink): Camera {
    const listed = this.#cameras.get(hello.cameraId);
    if (!listed && this.#cameras.size >= this.#max) throw this.#full(hello.cameraId);
    listed?.admit(link);
    const camera = listed ?? this.#list(hello);
    camera.attach(hello, link);
    if (!listed) this.emit('listed');
    this.emit('attached', camera, hello);
    return camera;
  }

  /** Lists a camera that lives at another hub. A listed one moves there. */
  follow(description: CameraDescription, source: RemoteSource): Camera {
    const listed = this.#cameras.get(description.cameraId);
    const camera = listed ?? this.#list(description);
    camera.follow(source);
    if (!listed) this.emit('listed');
    return camera;
  }

  /** Lists a stored camera as offline since `lastSeenUs`. */
  restore(description: CameraDescription, lastSeenUs: number): Camera {
    return this.#cameras.get(description.cameraId) ?? this.#list(description, lastSeenUs);
  }

  /** Removes a camera from the list until its next hello. */
  forget(id: string): void {
    const camera = this.#cameras.get(id);
    if (!camera) return;
    this.#cameras.delete(id);
    this.#forgotten.set(id, camera);
    this.emit('forgotten', id);
    this.emit('listed');
  }

  get(id: string): Camera | undefined {
    return this.#cameras.get(id);
  }

  get all(): readonly Camera[] {
    return [...this.#cameras.values()];
  }

  get states(): CameraState[] {
    return this.all.map((camera) => camera.state);
  }

  /** The camera for requests without an id: the configured one, otherwise the first online one. */
  default(preferredId: string | undefined): Camera | undefined {
    if (preferredId !== undefined) return this.#cameras.get(preferredId);
    return this.all.find((camera) => camera.online) ?? this.all[0];
  }

  close(): void {
    for (const camera of [...this.#cameras.values(), ...this.#forgotten.values()]) camera.close();
  }

  #full(id: string): RpcFailure {
    const message = `the hub lists ${this.#max} cameras and accepts no more: remove one that is offline before ${id} can connect`;
    return new RpcFailure({ code: RPC_ERROR.noSpace, message });
  }

  #list(description: CameraDescription, lastSeenUs?: number): Camera {
    const known = this.#forgotten.get(description.cameraId);
    this.#forgotten.delete(description.cameraId);
    const camera = known ?? new Camera(description, lastSeenUs);
    this.#cameras.set(camera.id, camera);
    if (!known) {
      camera.on('detached', () => this.emit('detached', camera));
      this.emit('added', camera);
    }
    return camera;
  }
}
