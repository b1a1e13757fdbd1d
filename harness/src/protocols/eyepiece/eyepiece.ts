/** Connections to a camera's stream at Eyepiece's hub. */
import type { FrameHead } from './frame-head.ts';
import { RawViewer } from './raw-viewer.ts';
import type { Dial } from '../protocol.ts';
import { untilAdmitted } from './admission.ts';

export interface HubAddress {
  readonly url: string;
  readonly token: string;
  readonly cameraId: string;
}

/** A viewer of the hub: watches, acknowledges. A large crowd of one account waits for its turn. */
export function dialHub({ url, token, cameraId }: HubAddress): Dial<FrameHead> {
  return async ({ frame, lost }) => {
    const viewer = await untilAdmitted(() => RawViewer.connect({ url, token, onFrame: frame }));
    viewer.on('lost', lost);
    try {
      await untilAdmitted(() => viewer.watch({ cameraId }));
    } catch (error) {
      viewer.close();
      throw error;
    }
    return viewer;
  };
}
