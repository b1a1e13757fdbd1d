import {
  failingPartsSchema,
  logTailsSchema,
  retentionDoneSchema,
  retentionPlanSchema,
  storageRulesSchema,
  storageUseSchema,
  type RetentionDone,
  type RetentionPlan,
  type RetentionRule,
  type StorageRules,
  type StorageUse,
} from '@eyepiece/shared-types';
import { API, rest } from './rest.ts';
import type { StorageClient } from '../clients/storage-client.ts';

/** Storage over REST. */
export class RestStorage implements StorageClient {
  async logs() {
    return (await rest(logTailsSchema, '/logs', { cache: 'no-store' })).logs;
  }

  async failingParts() {
    return (await rest(failingPartsSchema, '/failing-parts', { cache: 'no-store' })).parts;
  }

  use(): Promise<StorageUse> {
    return rest(storageUseSchema, '/storage');
  }

  rules(): Promise<StorageRules> {
    return rest(storageRulesSchema, '/storage/rules');
  }

  saveRules(rules: StorageRules): Promise<StorageRules> {
    return rest(storageRulesSchema, '/storage/rules', { method: 'PUT', body: rules });
  }

  plan(retention: readonly RetentionRule[]): Promise<RetentionPlan> {
    return rest(retentionPlanSchema, '/storage/plan', { method: 'POST', body: { retention } });
  }

  planListUrl(planId: string): string {
    return `${API}/storage/plan/${encodeURIComponent(planId)}/list`;
  }

  apply(planId: string): Promise<RetentionDone> {
    return rest(retentionDoneSchema, `/storage/plan/${encodeURIComponent(planId)}/apply`, { method: 'POST' });
  }

  purge(): Promise<RetentionDone> {
    return rest(retentionDoneSchema, '/storage/purge', { method: 'POST' });
  }

  thumbnailUrl(captureId: string): string {
    return `${API}/captures/${encodeURIComponent(captureId)}/thumbnail?size=small`;
  }
}
