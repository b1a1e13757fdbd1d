import type { RetentionDone, RetentionPlan, RetentionRule, StorageRules, StorageUse } from '@eyepiece/shared-types';
import type { HubClient } from '../hub/clients/hub-client.ts';
import { HubTask } from '../people/hub-task.svelte.ts';
import type { Session } from '../people/session.svelte.ts';
import { ruleFaults } from './rule-text.ts';

/** Storage use, retention rules and their preview. */
export class Storage extends HubTask {
  use = $state.raw<StorageUse | null>(null);
  /** Rules stored in the hub. */
  rules = $state.raw<StorageRules | null>(null);
  /** Rules as edited. */
  draft = $state.raw<StorageRules | null>(null);
  /** Captures that the draft would remove; null until requested after the last edit. */
  plan = $state.raw<RetentionPlan | null>(null);
  readonly #hub: HubClient;

  readonly changed = $derived.by(() => JSON.stringify(this.draft) !== JSON.stringify(this.rules));
  readonly faults = $derived.by(() => ruleFaults(this.draft));

  constructor(hub: HubClient, session: Session) {
    super(session);
    this.#hub = hub;
  }

  async load(): Promise<void> {
    await this.attempt(async () => {
      const [use, rules] = await Promise.all([this.#hub.storage.use(), this.#hub.storage.rules()]);
      if (!this.changed) this.draft = rules;
      [this.use, this.rules] = [use, rules];
    });
  }

  edit(change: Partial<StorageRules>): void {
    if (!this.draft) return;
    this.draft = { ...this.draft, ...change };
    if (change.retention) this.plan = null;
  }

  editRule(index: number, change: Partial<RetentionRule>): void {
    this.edit({ retention: (this.draft?.retention ?? []).map((rule, at) => (at === index ? { ...rule, ...change } : rule)) });
  }

  revert(): void {
    this.draft = this.rules;
    this.plan = null;
  }

  async save(): Promise<void> {
    const { draft } = this;
    if (!draft || this.faults.size > 0) return;
    await this.attempt(async () => {
      this.rules = await this.#hub.storage.saveRules(draft);
      // Edits that were made meanwhile stay.
      if (this.draft === draft) this.draft = this.rules;
      this.use = await this.#hub.storage.use();
    });
  }

  /** Requests the captures that the draft would move to the trash. */
  async dryRun(): Promise<void> {
    const { draft } = this;
    if (!draft || this.faults.size > 0) return;
    await this.attempt(async () => {
      const plan = await this.#hub.storage.plan(draft.retention);
      // What is removed must be what the rules on the page say.
      if (this.draft?.retention === draft.retention) this.plan = plan;
    });
  }

  /** Moves the captures of the plan to the trash. Null on failure. */
  async apply(): Promise<RetentionDone | null> {
    const { plan } = this;
    if (!plan) return null;
    return this.#doing(async () => {
      const done = await this.#hub.storage.apply(plan.id);
      this.plan = null;
      return done;
    });
  }

  /** Deletes everything in the trash permanently. Null on failure. */
  async purge(): Promise<RetentionDone | null> {
    return this.#doing(() => this.#hub.storage.purge());
  }

  async #doing(work: () => Promise<RetentionDone>): Promise<RetentionDone | null> {
    let done: RetentionDone | null = null;
    await this.attempt(async () => {
      done = await work();
      this.use = await this.#hub.storage.use();
    });
    return done;
  }
}
