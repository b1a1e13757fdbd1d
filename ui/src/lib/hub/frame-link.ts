import type { Flow } from '@eyepiece/shared-types';

export interface FrameLinkEvents {
  connected(): void;
  lost(): void;
  refused(code: string, message: string): void;
  frame(cameraId: string, message: Uint8Array): void;
  flow(flow: Flow): void;
  watchRefused(cameraId: string, code: string, message: string): void;
}

/** The connection for frames. It remembers what is watched and requests it again after a reconnect. */
export interface FrameLink {
  open(): void;
  close(): void;
  retryNow(): void;
  watch(cameraId: string): void;
  unwatch(): void;
  ack(cameraId: string, seq: number): void;
}

/** Creates a frame link to the hub at `address`: protocol, host and base path. */
export type LinkFactory = (address: string, clientId: string, events: FrameLinkEvents) => Promise<FrameLink>;
