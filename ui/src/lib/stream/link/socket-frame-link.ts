import type { FrameLinkEvents } from '../../hub/frame-link.ts';
import { FrameSocket } from '@eyepiece/client/frames/frame-socket';
import { SharedFrameLink } from './shared-frame-link.ts';

/** Frames of one camera at a time, over a dedicated connection. */
export class SocketFrameLink extends SharedFrameLink {
  readonly #own: FrameSocket;

  constructor(address: string, clientId: string, events: FrameLinkEvents) {
    const socket = new FrameSocket(address, clientId, (error) => events.refused(error.code, error.message));
    super(socket, events);
    this.#own = socket;
  }

  override open(): void {
    this.#own.open();
  }

  override close(): void {
    super.close();
    this.#own.close();
  }
}
