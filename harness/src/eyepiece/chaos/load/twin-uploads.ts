/** Uploads the same capture to two hubs at once, as a camera service does that moves while an upload is in progress. */
import { setTimeout as delay } from 'node:timers/promises';
import { testPicture } from '../../camera/test-picture.ts';
import type { SeededRandom } from '../../../figures/random.ts';
import { SyntheticUploads, type Upload } from '../../../system/library/synthetic-uploads.ts';
import type { ChaosSystem } from '../system.ts';
import type { Acknowledged } from './acknowledged.ts';
import { attempt } from './calls.ts';

const PICTURE = { width: 160, height: 120, bytes: 12_000 };
const ANSWER_MS = 20_000;
const PAUSE_MS = 200;
/** A camera service that missed the answer uploads the capture again. */
const AGAIN = { share: 0.3, withinMs: 3000 };
const CAMERA_ID = 'twins';

export class TwinUploads {
  readonly #system: ChaosSystem;
  readonly #random: SeededRandom;
  #uploads: Promise<SyntheticUploads> | undefined;

  constructor(system: ChaosSystem, random: SeededRandom) {
    this.#system = system;
    this.#random = random;
  }

  /** Resolves when both are answered. A camera service repeats an upload until it is. @throws the reason of the signal */
  async upload(acknowledged: Acknowledged, signal: AbortSignal): Promise<void> {
    this.#uploads ??= this.#prepare();
    const upload = (await this.#uploads).next();
    const { id, sha256 } = upload.metadata;
    const store = async (): Promise<void> => {
      while (!(await this.#put(upload))) {
        signal.throwIfAborted();
        await delay(PAUSE_MS);
      }
      acknowledged.capture(id, sha256, 'twins');
    };
    await Promise.all([store(), store()]);
    if (this.#random.next() >= AGAIN.share) return;
    await delay(this.#random.between(0, AGAIN.withinMs));
    await store();
  }

  async #prepare(): Promise<SyntheticUploads> {
    const jpeg = await testPicture(PICTURE);
    return new SyntheticUploads({ ...PICTURE, cameraId: CAMERA_ID, jpeg, cameraToken: this.#system.cameraToken });
  }

  /** To any hub that runs. @returns whether it was acknowledged */
  async #put({ path, headers, body }: Upload): Promise<boolean> {
    const answer = await attempt(async () => {
      const url = this.#random.choose(this.#system.hubUrls) + path;
      const response = await fetch(url, { method: 'PUT', headers, body, signal: AbortSignal.timeout(ANSWER_MS) });
      await response.body?.cancel();
      return response.ok;
    });
    return answer === true;
  }
}
