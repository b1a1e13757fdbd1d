import { storageRulesSchema, type RetentionPlan, type StorageRules, type StorageUse } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import type { HubClient } from '../hub/clients/hub-client.ts';
import type { Session } from '../people/session.svelte.ts';
import { newRule } from './rule-text.ts';
import { Storage } from './storage.svelte.ts';

const RULES = storageRulesSchema.parse({});

/** The answers to plans and to saved rules are given by the test. */
async function rig() {
  const plans: PromiseWithResolvers<RetentionPlan>[] = [];
  const saved: PromiseWithResolvers<StorageRules>[] = [];
  const wait = <T>(list: PromiseWithResolvers<T>[]): Promise<T> => {
    const answer = Promise.withResolvers<T>();
    list.push(answer);
    return answer.promise;
  };
  const client = {
    use: () => Promise.resolve({} as StorageUse),
    rules: () => Promise.resolve(RULES),
    saveRules: () => wait(saved),
    plan: () => wait(plans),
  };
  const session = { handleError: (error: unknown) => error } as unknown as Session;
  const storage = new Storage({ storage: client } as unknown as HubClient, session);
  await storage.load();
  return { storage, plans, saved };
}

it('shows no plan of rules that were edited meanwhile', async () => {
  const { storage, plans } = await rig();
  const asked = storage.dryRun();
  storage.edit({ retention: [newRule(1)] });
  plans[0]?.resolve({ id: 'old' } as RetentionPlan);
  await asked;
  expect(storage.plan).toBeNull();
  const again = storage.dryRun();
  // This does not change what is removed.
  storage.edit({ trashDays: 3 });
  plans[1]?.resolve({ id: 'new' } as RetentionPlan);
  await again;
  expect(storage.plan?.id).toBe('new');
});

it('keeps edits that were made while rules are saved', async () => {
  const { storage, saved } = await rig();
  storage.edit({ trashDays: 7 });
  const saving = storage.save();
  storage.edit({ trashDays: 9 });
  saved[0]?.resolve({ ...RULES, trashDays: 7 });
  await saving;
  expect([storage.rules?.trashDays, storage.draft?.trashDays, storage.changed]).toEqual([7, 9, true]);
});
