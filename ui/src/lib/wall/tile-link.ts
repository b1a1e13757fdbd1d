import type { FrameLink, FrameLinkEvents } from '../stream/frame-link.ts';
import type { WatchWish } from '../stream/frame-socket.ts';

/** The way of one tile's player to its pictures. */
export interface TileLink extends FrameLink {
  wish(wish: WatchWish): void;
}

export type TileLinkFactory = (events: FrameLinkEvents) => Promise<TileLink>;
