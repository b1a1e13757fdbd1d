import type { LinkFactory } from '../player/player.ts';
// In the same file as the player: a file of its own would cost a round trip before the first picture.
import { SocketFrameLink } from './socket-frame-link.ts';

/** The real link, or in a build made for working without a hub, the synthetic one. */
export const makeFrameLink: LinkFactory = async (address, clientId, events) => {
  if (import.meta.env.VITE_FAKE_HUB) {
    const { FakeFrameLink } = await import('../../hub/fake/camera/fake-frame-link.ts');
    return new FakeFrameLink(events);
  }
  return new SocketFrameLink(address, clientId, events);
};
