import type { RetentionDone, RetentionPlan, RetentionRule, StorageRules, StorageUse } from '@eyepiece/shared-types';

/** What captures take and the rules that make room. Every method rejects with a HubError. */
export interface StorageClient {
  use(): Promise<StorageUse>;
  rules(): Promise<StorageRules>;
  saveRules(rules: StorageRules): Promise<StorageRules>;
  /** What these rules would put into the trash now; nothing is touched. */
  plan(retention: readonly RetentionRule[]): Promise<RetentionPlan>;
  /** All that a plan lists, as CSV. */
  planListUrl(planId: string): string;
  /** Puts into the trash what the plan lists, and nothing else. */
  apply(planId: string): Promise<RetentionDone>;
  /** Deletes what is in the trash for good. */
  purge(): Promise<RetentionDone>;
  /** Small picture of a capture that a plan lists. */
  thumbnailUrl(captureId: string): string;
}
