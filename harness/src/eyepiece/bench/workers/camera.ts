/** The synthetic camera in its own process, for any server that accepts the camera link. */
import { SyntheticCamera, type SyntheticCameraOptions } from '../../../camera/synthetic-camera.ts';
import { answerCalls } from './calls.ts';

let camera: SyntheticCamera | undefined;
let lost: string | undefined;

const calls = {
  connect: async (options: SyntheticCameraOptions): Promise<void> => {
    await camera?.close();
    camera = await SyntheticCamera.connect(options);
    lost = undefined;
    camera.once('lost', (why) => (lost = why));
  },
  /** @throws if the hub is gone, because later measurements would be meaningless */
  check: () => {
    if (lost !== undefined) throw new Error(`the camera has lost the hub: ${lost}`);
  },
  close: async (): Promise<void> => {
    await camera?.close();
    camera = undefined;
  },
};
export type CameraCalls = typeof calls;

answerCalls(calls);
