import type { FailingPart, LogTail, RetentionDone, RetentionPlan, RetentionRule, StorageRules, StorageUse } from '@eyepiece/shared-types';

/** Storage use and retention rules. Every method rejects with a HubError. */
export interface StorageClient {
  use(): Promise<StorageUse>;
  rules(): Promise<StorageRules>;
  saveRules(rules: StorageRules): Promise<StorageRules>;
  /** Lists the captures that these rules would move to the trash, without changing anything. */
  plan(retention: readonly RetentionRule[]): Promise<RetentionPlan>;
  /** URL of the complete plan as CSV. */
  planListUrl(planId: string): string;
  /** Moves exactly the captures of the plan to the trash. */
  apply(planId: string): Promise<RetentionDone>;
  /** Deletes everything in the trash permanently. */
  purge(): Promise<RetentionDone>;
  /** Last lines of the logs of hub, database and cameras on the hub's machine. */
  logs(): Promise<readonly LogTail[]>;
  /** Processes on the hub's machine that do not start or end again and again. */
  failingParts(): Promise<readonly FailingPart[]>;
  /** URL of the thumbnail of a capture in a plan. */
  thumbnailUrl(captureId: string): string;
}
