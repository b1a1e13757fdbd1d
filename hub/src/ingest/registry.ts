/** All cameras that have said hello since the hub started. */
import { EventEmitter } from 'node:events';
import type { CameraState, HelloParams } from '@eyepiece/shared-types';
import type { CameraLink } from './camera-link.ts';
import { Camera } from './camera.ts';

interface RegistryEvents {
  /** A camera that was not known before. */
  added: [camera: Camera];
  /** A camera service connected, for the first time or again. */
  attached: [camera: Camera, hello: HelloParams];
}

export class CameraRegistry extends EventEmitter<RegistryEvents> {
  readonly #cameras = new Map<string, Camera>();

  attach(hello: HelloParams, link: CameraLink): Camera {
    let camera = this.#cameras.get(hello.cameraId);
    if (!camera) {
      camera = new Camera(hello);
      this.#cameras.set(camera.id, camera);
      this.emit('added', camera);
    }
    camera.attach(hello, link);
    this.emit('attached', camera, hello);
    return camera;
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

  /** The camera that the guide's calls without an id mean: the configured one, else the first that is online. */
  default(preferredId: string | undefined): Camera | undefined {
    if (preferredId !== undefined) return this.#cameras.get(preferredId);
    return this.all.find((camera) => camera.online) ?? this.all[0];
  }

  close(): void {
    for (const camera of this.#cameras.values()) camera.close();
  }
}
