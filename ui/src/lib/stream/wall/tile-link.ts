import type { FrameLink, FrameLinkEvents } from '../link/frame-link.ts';
import type { WatchWish } from '../link/frame-socket.ts';

/** The way of one tile's player to its pictures. */
export interface TileLink extends FrameLink {
  wish(wish: WatchWish): void;
}

export type TileLinkFactory = (events: FrameLinkEvents) => Promise<TileLink>;
