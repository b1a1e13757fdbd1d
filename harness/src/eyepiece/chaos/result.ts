import type { LibraryCheck } from '../../system/library/library-check.ts';
import type { Disturbed } from './killing.ts';
import type { Way } from './load/load.ts';
import type { Verdict } from './verdict.ts';

export interface ChaosResult extends Verdict, Disturbed {
  readonly hubs: number;
  readonly seed: number;
  /** Acknowledged captures and pictures of jobs. */
  readonly answered: number;
  /** Acknowledged orders by way. */
  readonly orders: Readonly<Record<Way, number>>;
  readonly edits: number;
  readonly purges: number;
  /** Captures in the library and in the trash. */
  readonly kept: number;
  readonly seconds: number;
  /** Captures that a hub refused for good. */
  readonly refused: readonly string[];
  /** Result of fsck, which has read every file. */
  readonly fsck: LibraryCheck;
  /** After a breach: the folder with the logs and a backup of the library. */
  readonly evidence?: string;
}
