import type { LinkFactory } from '../../hub/frame-link.ts';
// Bundled with the player: a separate chunk would add a round trip before the first picture.
import { SocketFrameLink } from './socket-frame-link.ts';

/** The real link, or the synthetic one in a build without hub. */
export const makeFrameLink: LinkFactory = async (address, clientId, events) => {
  if (import.meta.env.VITE_FAKE_HUB) {
    const { FakeFrameLink } = await import('../../hub/fake/camera/fake-frame-link.ts');
    return new FakeFrameLink(events);
  }
  return new SocketFrameLink(address, clientId, events);
};
