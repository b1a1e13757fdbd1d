/** Writes what other hubs still hold of the log of a session, before the session is exported here. */
import { uuidSchema } from '@eyepiece/shared-types';
import { z } from 'zod';
import type { SessionLog } from '../../sessions/log/log.ts';
import type { Peers } from '../peers/peers.ts';
import { understood } from '../peers/protocol.ts';

const EVENT = 'sessions:flush';
const flushSchema = z.object({ sessionId: uuidSchema });
/** A hub that does not answer writes its entries later. They are then missing in the export. */
const DEADLINE_MS = 2000;

/** Serves the requests of other hubs. @returns a function that asks all of them */
export function openFlush(peers: Peers, log: SessionLog): (sessionId: string) => Promise<void> {
  peers.serve(EVENT, async (payload) => {
    await log.flush(understood(flushSchema, payload).sessionId);
    return {};
  });
  return async (sessionId) => {
    const asked = peers.connections.filter(({ up }) => up).map((hub) => hub.request(EVENT, { sessionId }, DEADLINE_MS));
    await Promise.allSettled(asked);
  };
}
