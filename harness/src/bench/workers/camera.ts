/** The synthetic camera in a process of its own, and at any server that takes the camera link. */
import { SyntheticCamera, type SyntheticCameraOptions } from '../../synthetic-camera.ts';
import { answerCalls } from './calls.ts';

let camera: SyntheticCamera | undefined;

const calls = {
  connect: async (options: SyntheticCameraOptions): Promise<void> => {
    await camera?.close();
    camera = await SyntheticCamera.connect(options);
  },
  counts: () => ({ sent: camera?.sent ?? 0, dropped: camera?.dropped ?? 0 }),
  close: async (): Promise<void> => {
    await camera?.close();
    camera = undefined;
  },
};
export type CameraCalls = typeof calls;

answerCalls(calls);
