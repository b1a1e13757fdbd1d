/** A synthetic camera that connects again, as a camera service does when its hub was restarted. */
import { SyntheticCamera, type SyntheticCameraOptions } from '../../eyepiece/camera/synthetic-camera.ts';
import { oneLine } from '../../input/one-line.ts';
import { Refusal } from './refusal.ts';

const RETRY_MS = 500;

export class ScenarioCamera {
  readonly #options: SyntheticCameraOptions;
  #camera: SyntheticCamera | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: SyntheticCameraOptions) {
    this.#options = options;
  }

  /** @throws {Refusal} if the hub does not accept it */
  async start(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      throw new Refusal(`camera ${this.#options.cameraId} is refused: ${oneLine((error as Error).message)}`);
    }
  }

  /** May be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#camera?.close();
  }

  async #connect(): Promise<void> {
    const camera = await SyntheticCamera.connect(this.#options);
    this.#camera = camera;
    camera.on('lost', () => this.#again());
    if (this.#isClosed) await camera.close();
  }

  #again(): void {
    if (this.#isClosed) return;
    this.#retry = setTimeout(() => {
      this.#connect().catch(() => this.#again());
    }, RETRY_MS);
  }
}
