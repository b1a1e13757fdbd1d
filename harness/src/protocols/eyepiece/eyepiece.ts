/** Connections to a camera's stream at Eyepiece's hub. */
import type { FrameHead } from './frame-head.ts';
import type { EyepieceOptions } from './options.ts';
import { RawViewer } from './raw-viewer.ts';
import type { Dial } from '../protocol.ts';
import { untilAdmitted } from './admission.ts';

export interface HubAddress extends EyepieceOptions {
  readonly url: string;
  readonly token: string;
  readonly cameraId: string;
}

/** A viewer of the hub: watches, acknowledges, checks references of video frames. A large crowd of one account waits for its turn. */
export function dialHub({ url, token, cameraId, video, prefer }: HubAddress): Dial<FrameHead> {
  return async ({ frame, fault, lost }) => {
    const viewer = await untilAdmitted(() => RawViewer.connect({ url, token, onFrame: frame, onFault: fault }));
    viewer.on('lost', lost);
    try {
      await untilAdmitted(() => viewer.watch({ cameraId, ...(video && { video: [video] }), ...(prefer && { prefer }) }));
    } catch (error) {
      viewer.close();
      throw error;
    }
    return viewer;
  };
}
