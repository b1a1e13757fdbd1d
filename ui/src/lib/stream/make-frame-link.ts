import type { LinkFactory } from './player.ts';

/** The real link, or in a build made for working without a hub, the synthetic one. */
export const makeFrameLink: LinkFactory = async (address, clientId, events) => {
  if (import.meta.env.VITE_FAKE_HUB) {
    const { FakeFrameLink } = await import('../hub/fake/fake-frame-link.ts');
    return new FakeFrameLink(events);
  }
  const { SocketFrameLink } = await import('./socket-frame-link.ts');
  return new SocketFrameLink(address, clientId, events);
};
