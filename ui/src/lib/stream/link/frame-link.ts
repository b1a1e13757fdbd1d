import type { Flow } from '@eyepiece/shared-types';

export interface FrameLinkEvents {
  connected(): void;
  lost(): void;
  refused(code: string, message: string): void;
  frame(cameraId: string, message: Uint8Array): void;
  flow(flow: Flow): void;
  watchRefused(cameraId: string, code: string, message: string): void;
}

/** The connection that carries pictures. It remembers what is watched and asks for it again after a break. */
export interface FrameLink {
  open(): void;
  close(): void;
  retryNow(): void;
  watch(cameraId: string): void;
  unwatch(): void;
  ack(cameraId: string, seq: number): void;
}
