/** What an attack is told: addresses, and what a stranger, a guest and a viewer have in their hands. */
import type { SeededRandom } from '../random.ts';
import type { Place } from './clients/conversation.ts';

export interface Target {
  readonly hub: { readonly port: number };
  readonly cameraService: { readonly port: number };
  readonly database: Place;
  readonly cameraToken: string;
  /** Of an account that may watch. */
  readonly viewerToken: string;
  /** Secret of a link to the session. */
  readonly shareSecret: string;
  readonly sessionId: string;
  readonly captureIds: readonly string[];
  /** Of the camera service: the session is at it. */
  readonly cameraId: string;
  /** The one that the witnesses watch. */
  readonly watchedId: string;
}

export interface Effort {
  /** The attack ends by itself after this long, s. */
  readonly seconds: number;
  /** Connections of the attacks that replay conversations; and by then they end. */
  readonly connections: number;
  readonly seed: number;
}

export interface Assault {
  readonly target: Target;
  readonly random: SeededRandom;
  /** Connections left for a replay. */
  readonly connections: number;
  /** Whether to stop. */
  readonly over: () => boolean;
  readonly count: (outcome: string, times?: number) => void;
}

export interface Attack {
  readonly name: string;
  readonly about: string;
  /** Replays conversations: how long it takes depends on the number of connections. */
  readonly replays?: true;
  readonly run: (assault: Assault) => Promise<void>;
}

/** So many at once, each again and again until it is over. */
export async function together(count: number, over: () => boolean, one: () => Promise<void>): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      while (!over()) await one();
    }),
  );
}
