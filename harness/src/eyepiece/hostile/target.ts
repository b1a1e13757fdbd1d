/** What an attack knows: addresses, and the credentials of a stranger, a guest and a viewer. */
import type { SeededRandom } from '../../figures/random.ts';
import type { Place } from './clients/conversation.ts';

export interface Target {
  readonly hub: { readonly port: number };
  readonly https: {
    readonly port: number;
    /** PEM. */
    readonly authority: string;
  };
  readonly cameraService: { readonly port: number };
  readonly database: Place;
  readonly cameraToken: string;
  /** Token of an account with the role viewer. */
  readonly viewerToken: string;
  /** Secret of a link to the session. */
  readonly shareSecret: string;
  readonly sessionId: string;
  readonly captureIds: readonly string[];
  /** Id of the camera service's camera, which has the session. */
  readonly cameraId: string;
  /** Id of the camera that the witnesses watch. */
  readonly watchedId: string;
}

export interface Effort {
  /** Duration of the attack, s. */
  readonly seconds: number;
  /** Connections of the replay attacks, and their time limit. */
  readonly connections: number;
  readonly seed: number;
}

export interface Assault {
  readonly target: Target;
  readonly random: SeededRandom;
  /** Connections left for a replay. */
  readonly connections: number;
  /** Whether the attack must stop. */
  readonly over: () => boolean;
  readonly count: (outcome: string, times?: number) => void;
}

export interface Attack {
  readonly name: string;
  readonly about: string;
  /** Whether it replays conversations, so that its duration depends on the number of connections. */
  readonly replays?: true;
  readonly run: (assault: Assault) => Promise<void>;
}

/** Runs this many in parallel, each repeatedly until the end. */
export async function together(count: number, over: () => boolean, one: () => Promise<void>): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      while (!over()) await one();
    }),
  );
}
