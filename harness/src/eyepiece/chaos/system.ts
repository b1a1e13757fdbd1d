/** What a chaos run needs of the system that it disturbs. */
import type { LibraryCheck } from '../../system/library/library-check.ts';

export interface ChaosSystem {
  readonly admin: { readonly email: string; readonly password: string };
  readonly cameraToken: string;
  readonly cameraIds: readonly string[];
  /** Names of the processes. */
  readonly parts: readonly string[];
  /** Those that run. */
  readonly up: readonly string[];
  /** Addresses of the hubs that run. */
  readonly hubUrls: readonly string[];
  /** Address of a camera service; undefined while it does not run. */
  cameraUrl(cameraId: string): string | undefined;

  /** Ends the process like a power failure. */
  kill(part: string): Promise<void>;
  /** Starts the process until it runs: a hub without its database ends at once. */
  restart(part: string): Promise<void>;
  /** Suspends the process, with its connections. @returns a function that resumes it; undefined for parts that cannot be suspended */
  freeze(part: string): (() => void) | undefined;

  /** Captures that the camera services have not uploaded yet. */
  spooled(): Promise<string[]>;
  /** Captures that a hub refused for good. */
  refused(): Promise<string[]>;
  /** Ends the load on the hubs: the camera services stop. A single hub starts again, because the start completes what a crash interrupted. */
  calm(): Promise<void>;
  /** What the hubs have still to complete after interruptions, in words; empty when nothing is left. */
  unfinished(): Promise<string>;
  /** Stops the hubs and reads every file of the library. */
  fsck(): Promise<LibraryCheck>;
  /** Backs up the library into this folder. */
  backUp(folder: string): Promise<void>;
  /** May be called twice. */
  close(): Promise<void>;
}

/** How long a killed process may take to run again. A hub ends at once while an engine is down that it needs at its start. */
export const REVIVE_MS = 300_000;
