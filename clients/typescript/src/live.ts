/** Live frames alone, without the schemas of the API: for pages that must be small. */
import { addressOf, credentialOf, type HubAddress } from './address.ts';
import { frameLoop, type FrameOptions } from './frames/frame-loop.ts';
import { FrameSockets } from './frames/frame-sockets.ts';
import type { Frame } from './frames/frame.ts';
import { HubError } from './hub-error.ts';
import { newClientId } from './ids.ts';
import { HubLink, type Connection, type LinkWatcher } from './socket/hub-link.ts';

export type { Credential, HubAddress } from './address.ts';
export { decodeFrame, frameAgeMs, type Clocks, type Frame } from './frames/frame.ts';
export type { FrameOptions, FrameState } from './frames/frame-loop.ts';
export { CameraStates } from './socket/camera-states.ts';
export { HubError, type Connection, type HubLink, type LinkWatcher };

export interface WatchFramesOptions extends HubAddress, FrameOptions {
  readonly cameraId: string;
}

/** The frames of one camera, over a connection of their own. @throws {HubError} */
export async function* watchFrames(options: WatchFramesOptions): AsyncGenerator<Frame, void, undefined> {
  const sockets = new FrameSockets(addressOf(options), newClientId(), credentialOf(options));
  try {
    yield* frameLoop(sockets, options.cameraId, options);
  } finally {
    sockets.close(new HubError('hub_unreachable', 'the connection was closed'));
  }
}

/** The connection for events. Its socket gives them unchecked; `open` connects. @throws {HubError} */
export function openLink(address: HubAddress, watcher: LinkWatcher): HubLink {
  return new HubLink(addressOf(address), { clientId: newClientId() }, watcher, credentialOf(address));
}
