/**
 * Limits the pings and pongs of a WebSocket. `ws` handles them before Engine.IO sees a packet, and each costs the hub as much
 * as a small event: without a limit, four connections stop all others for seconds.
 */
import type { Rate } from '../../process/limits/socket-limits.ts';
import type { EngineWebSocket } from './engine.ts';
import { TokenBucket, type Verdict } from '../../process/limits/token-bucket.ts';

/** Clients send a ping every few seconds, if any. Each one makes the hub write an answer at once. */
const PINGS: Rate = { perSecond: 20, burst: 100 };

export interface ControlFrameHost {
  /** Before admission the hub sends no pings, so there is nothing to answer. */
  readonly isAdmitted: () => boolean;
  /** Takes one event from the budgets of the connection. */
  readonly charge: () => Verdict;
  readonly flooded: (what: string) => void;
}

/** @param pongs rate of answers to the pings with which the hub measures the link */
export function countControlFrames(webSocket: EngineWebSocket, pongs: Rate, { isAdmitted, charge, flooded }: ControlFrameHost): void {
  const startMs = performance.now();
  const requests = new TokenBucket(PINGS, startMs);
  const answers = new TokenBucket(pongs, startMs);
  let isOver = false;
  const judge = (verdict: Verdict, what: string): void => {
    if (verdict !== 'flood') return;
    isOver = true; // frames that were read already still arrive
    flooded(what);
    // A probe for an upgrade is not the transport of the connection.
    webSocket._autoPong = false;
    webSocket.pause?.();
    webSocket.terminate?.();
  };
  webSocket.on?.('ping', () => {
    if (!isOver) judge(requests.take(1, performance.now()), 'a flood of pings');
  });
  webSocket.on?.('pong', () => {
    if (!isOver) judge(isAdmitted() ? answers.take(1, performance.now()) : charge(), 'a flood of pongs');
  });
}
