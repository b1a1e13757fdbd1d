import type { AuditAction, HubHealth, RetentionDone } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import type { CaptureService } from '../captures/service.ts';
import type { Audit } from '../../people/audit/audit.ts';
import type { Leader } from '../../persistence/leadership.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import type { FileStore } from '../store/file-store.ts';
import { HealthWatch, type RedisState } from './health.ts';
import { Housekeeping } from './housekeeping.ts';
import { RetentionPlans } from './plans.ts';
import type { Quota } from './quota.ts';
import { Retention } from './retention.ts';
import type { StoredRules } from './rules.ts';
import { StorageUsage } from './use.ts';

interface RetentionParts {
  readonly database: Database;
  readonly audit: Audit;
  readonly captures: CaptureService;
  readonly files: FileStore;
  readonly rules: StoredRules;
  readonly quota: Quota;
  readonly logger: Logger;
  readonly healthEveryMs?: number | undefined;
  readonly leader: Leader;
  readonly redis?: RedisState | undefined;
}

/** Services for storage use, rules, retention and health. */
export interface RetentionServices {
  readonly storageUse: StorageUsage;
  readonly storageRules: StoredRules;
  readonly retention: Retention;
  readonly housekeeping: Housekeeping;
  readonly health: HealthWatch;
}

const STORE_FAULTS = {
  unavailable: 'the file store cannot be reached: captures wait in the spools of the camera services',
  full: 'the file store is full: captures wait in the spools of the camera services',
  refuses:
    'the file store refuses access: check the rights and credentials of STORE_URL; captures wait in the spools of the camera services',
} as const;

export async function openRetention({
  database,
  audit,
  captures,
  files,
  rules,
  quota,
  logger,
  healthEveryMs,
  leader,
  redis,
}: RetentionParts): Promise<RetentionServices> {
  const retention = new Retention({ rules, plans: new RetentionPlans(database), trash: captures });
  const record = (action: AuditAction, details: RetentionDone): Promise<void> => audit.record({ action, subject: 'captures', details });
  const housekeeping = new Housekeeping({ database, captures, files, rules, retention, logger, record, leader });
  const health = await HealthWatch.open({
    pingDatabase: () => database.ping(),
    diskFreeBytes: async () => (await captures.disk()).freeBytes,
    storeState: () => captures.storeState(),
    quotaFreeBytes: () => quota.freeBytes,
    redis,
    everyMs: healthEveryMs,
  });
  captures.on('created', ({ sizeBytes }) => quota.count(sizeBytes));
  captures.on('purged', (removed) => quota.count(-removed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)));
  captures.on('refused', ({ sizeBytes, elsewhere }) => {
    if (elsewhere !== true) health.refused(sizeBytes);
    // What the other hub has stored until then is not counted here yet.
    else if (health.current.full === null)
      void quota
        .recount(database)
        .catch(() => undefined)
        .then(() => health.refused(sizeBytes));
  });
  let unavailable = false;
  let store: HubHealth['store'] = 'ok';
  health.on('changed', (now) => {
    if (now.store === 'ok' && store !== 'ok') logger.info('the file store takes captures again');
    if (now.store !== 'ok' && now.store !== store) logger.error(STORE_FAULTS[now.store]);
    store = now.store;
  });
  health.on('changed', ({ database: state }) => {
    // Resume housekeeping as soon as the database is back.
    if (unavailable && state === 'ok') housekeeping.start();
    unavailable = state === 'unavailable';
  });
  return { storageUse: new StorageUsage({ database, rules, disk: captures }), storageRules: rules, retention, housekeeping, health };
}
