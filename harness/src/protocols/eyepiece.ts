/** Connections to a stream: through the hub's protocol, or to a plain server that sends to every client. */
import { readFrameHead, type FrameHead } from '../viewer/frame-head.ts';
import { RawViewer } from '../viewer/raw-viewer.ts';
import { WebSocketClient } from '../viewer/websocket-client.ts';
import type { Dial } from './protocol.ts';

export interface HubAddress {
  readonly url: string;
  readonly token: string;
  readonly cameraId: string;
}

/** A viewer of the hub: watches, acknowledges. */
export function dialHub({ url, token, cameraId }: HubAddress): Dial<FrameHead> {
  return async ({ frame, lost }) => {
    const viewer = await RawViewer.connect({ url, token, onFrame: frame });
    viewer.on('lost', lost);
    try {
      await viewer.watch({ cameraId });
    } catch (error) {
      viewer.close();
      throw error;
    }
    return viewer;
  };
}

/** A stock Socket.IO server that broadcasts `frame` to all clients. */
export function dialBroadcast(url: string): Dial<FrameHead> {
  return async ({ frame, lost }) => {
    const viewer = await RawViewer.connect({ url, token: '', onFrame: frame });
    viewer.on('lost', lost);
    return viewer;
  };
}

/** A WebSocket server that sends each frame as one binary message. */
export function dialPlain(url: string): Dial<FrameHead> {
  return async ({ frame, lost }) => {
    let closing = false;
    const client = new WebSocketClient(new URL('/frames', url), {
      text: () => undefined,
      binary: (head, bytes) => frame(readFrameHead(head, bytes), bytes),
      ping: () => undefined,
      closed: (reason) => {
        if (!closing) lost(reason);
      },
    });
    await client.open();
    return {
      acknowledge: () => undefined,
      stall: () => client.pause(),
      resume: () => client.resume(),
      close: () => {
        closing = true;
        client.close();
      },
    };
  };
}
