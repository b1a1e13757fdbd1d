/** What the sessions need of the hub. */
import type { Logger } from 'pino';
import type { Journal } from '../control/journal.ts';
import type { CameraRegistry } from '../ingest/registry.ts';
import type { Leader } from '../persistence/leadership.ts';
import type { Database } from '../persistence/orm/orm.ts';
import type { Clock } from '../process/host-clock.ts';
import type { WritingLimits } from '../process/limits/writing-limits.ts';

export interface SessionTiming {
  readonly clock?: Clock;
  readonly graceMs?: number;
  readonly abandonedMs?: number;
}

export interface SessionsParts {
  readonly database: Database;
  readonly registry: CameraRegistry;
  readonly journal: Journal;
  readonly logger: Logger;
  /** Of several hubs, only this one ends abandoned sessions. */
  readonly leader?: Pick<Leader, 'isLeader'> | undefined;
  readonly timing?: SessionTiming | undefined;
  /** Called for every change that is refused because too many are waiting. */
  readonly refused?: () => void;
  readonly limits?: WritingLimits | undefined;
  /** Called for every write refused by a limit. */
  readonly onWriteRefused?: (() => void) | undefined;
}
