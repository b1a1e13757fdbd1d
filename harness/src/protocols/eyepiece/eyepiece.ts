/** Connections to a camera's stream at Eyepiece's hub. */
import type { FrameHead } from './frame-head.ts';
import type { EyepieceOptions } from './options.ts';
import { RawViewer } from './raw-viewer.ts';
import type { Dial } from '../protocol.ts';
import { untilLeft } from '../until-left.ts';
import { ConnectError } from '../websocket/websocket-client.ts';
import { untilAdmitted } from './admission.ts';

export interface HubAddress extends EyepieceOptions {
  readonly url: string;
  readonly token: string;
  readonly cameraId: string;
}

/** A viewer of the hub: watches, acknowledges, checks references of video frames. A large crowd of one account waits for its turn. */
export function dialHub({ url, token, cameraId, video, prefer, samples }: HubAddress): Dial<FrameHead> {
  return async ({ frame, fault, lost }, signal) => {
    const patience = { signal };
    const viewer = await untilAdmitted(() => RawViewer.connect({ url, token, onFrame: frame, onFault: fault, signal }), patience);
    const wish = { ...(video && { video: [video] as ['h264'] }), ...(prefer && { prefer }), ...(samples && { samples }) };
    const watching = untilAdmitted(() => viewer.watch({ cameraId, ...wish }), patience);
    try {
      await untilLeft(watching, signal, () => viewer.close());
      if (viewer.hasEnded) throw new ConnectError('the hub ended the connection at once');
    } catch (error) {
      viewer.close();
      throw error;
    }
    viewer.on('lost', lost);
    return viewer;
  };
}
