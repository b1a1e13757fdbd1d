/** The synthetic camera in its own process, for any server that accepts the camera link. */
import { SyntheticCamera, type SyntheticCameraOptions } from '../../camera/synthetic-camera.ts';
import { answerCalls } from './calls.ts';

let camera: SyntheticCamera | undefined;

const calls = {
  connect: async (options: SyntheticCameraOptions): Promise<void> => {
    await camera?.close();
    camera = await SyntheticCamera.connect(options);
  },
  close: async (): Promise<void> => {
    await camera?.close();
    camera = undefined;
  },
};
export type CameraCalls = typeof calls;

answerCalls(calls);
