import type { CameraSettings, CameraState, SettingsUpdate } from '@eyepiece/shared-types';
import { HubError } from '@eyepiece/client/hub-error';
import { fakeCamera } from './fake-camera.ts';
import { FAKE_CHANNEL, type FakeWorld } from './fake-frame-link.ts';

const FOUND_AFTER_MS = 1500;
const SHOWN = 'bench-3';

function found({ retry: _, ...camera }: CameraState): CameraState {
  return { ...camera, status: 'live' };
}

/** Cameras of the fake hub. Changes of the first one are passed to the fake frame link. */
export class FakeCameras {
  list = [fakeCamera(SHOWN, 'Bench 3', 'PL-D755CU'), fakeCamera('bench-4', 'Bench 4', 'PL-D752MU')];
  readonly #channel = new BroadcastChannel(FAKE_CHANNEL);
  readonly #changed: (camera: CameraState) => void;

  constructor(changed: (camera: CameraState) => void) {
    this.#changed = changed;
    this.#channel.onmessage = () => this.notifyLink();
  }

  /** @throws {HubError} camera_not_found */
  get(id: string): CameraState {
    const camera = this.list.find((known) => known.id === id);
    if (!camera) throw new HubError('camera_not_found', id);
    return camera;
  }

  put(camera: CameraState): void {
    this.list = this.list.map((old) => (old.id === camera.id ? camera : old));
    this.#changed(camera);
    this.notifyLink();
  }

  /** Sets the status of the first camera. */
  status(status: CameraState['status']): void {
    const retry = status === 'disconnected' ? { retry: { attempt: 3, nextAtUs: (Date.now() + 4000) * 1000 } } : {};
    this.put({ ...found(this.get(SHOWN)), status, ...retry });
  }

  /** Returns the settings as a line-based sensor reads them back: the exposure is a multiple of 15 µs. */
  set(id: string, settings: SettingsUpdate): CameraSettings {
    const camera = this.get(id);
    const merged = { ...camera.settings, ...settings } as CameraSettings;
    const readBack = { ...merged, exposure: Math.round(merged.exposure / 0.015) * 0.015 };
    this.put({ ...camera, settings: readBack });
    return readBack;
  }

  /** The lost camera is found after a delay. */
  retry(camera: CameraState): void {
    if (camera.status === 'disconnected') setTimeout(() => this.put(found(camera)), FOUND_AFTER_MS);
  }

  notifyLink(): void {
    const { status, settings, corrections } = this.get(SHOWN);
    const display = corrections?.display;
    this.#channel.postMessage({ streaming: status === 'live', settings, ...(display ? { display } : {}) } satisfies FakeWorld);
  }
}
