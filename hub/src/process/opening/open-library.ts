/** Opens database, people and captures in order, and closes them in reverse order. */
import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { LoginSessions } from '../../people/access/login-sessions.ts';
import { FirstRun } from '../../people/first-run.ts';
import { Tokens } from '../../people/access/tokens.ts';
import { ApiKeys } from '../../people/keys/keys.ts';
import { Users, type FirstAdmin } from '../../people/users.ts';
import { decodingQueue } from '../../library/captures/pictures/decoding.ts';
import { openCaptures, type CaptureService } from '../../library/captures/service.ts';
import type { Journal } from '../../control/journal.ts';
import { ConfigError, type Config } from '../config.ts';
import type { Redis } from '../../cluster/redis/redis.ts';
import { SharedCounts } from '../../people/sign-in/shared-counts.ts';
import { ArchivePlans } from '../../library/archives/archive-plans.ts';
import { archiveLimits } from '../../library/archives/surplus.ts';
import { Downloads } from '../../library/archives/downloads.ts';
import { HubError } from '../../errors.ts';
import { logFilesWithoutRows } from '../../library/captures/files/files-without-rows.ts';
import type { Limits } from '../limits/limits.ts';
import type { Metrics } from '../metrics.ts';
import { Audit } from '../../people/audit/audit.ts';
import { claimDataFolder, claimPlace } from '../../persistence/data-folder.ts';
import { Jobs } from '../../control/jobs/job-rows.ts';
import { Objectives } from '../../persistence/rows/objectives.ts';
import { DatabaseLock } from '../../persistence/hub-lock.ts';
import { ALONE, Leadership, type Leader } from '../../persistence/leadership.ts';
import { openDatabase, type Database } from '../../persistence/orm/orm.ts';
import { CameraGroups } from '../../persistence/rows/camera-groups.ts';
import { Presets } from '../../persistence/rows/presets.ts';
import type { Secrets } from '@eyepiece/host/data-folder/secrets';
import { Shares } from '../../people/shares/shares.ts';
import { DiskReserve } from '../../library/retention/disk-reserve.ts';
import { openRetention, type RetentionServices } from '../../library/retention/open.ts';
import { idPlaceOf } from '../../library/store/id-place.ts';
import { isOwnFolder } from '../../library/store/location.ts';
import { openFileStore } from '../../library/store/open-store.ts';
import { SharedStorage } from '../../library/retention/shared-storage.ts';
import { Upkeep } from '../../library/retention/upkeep.ts';
import { Quota } from '../../library/retention/quota.ts';
import { StoredRules } from '../../library/retention/rules.ts';

export interface OpenedLibrary extends RetentionServices {
  readonly database: Database;
  readonly audit: Audit;
  readonly users: Users;
  readonly shares: Shares;
  readonly tokens: Tokens;
  readonly loginSessions: LoginSessions;
  readonly apiKeys: ApiKeys;
  readonly captures: CaptureService;
  readonly archivePlans: ArchivePlans;
  readonly downloads: Downloads;
  readonly diskReserve: DiskReserve;
  readonly presets: Presets;
  readonly cameraGroups: CameraGroups;
  readonly jobs: Jobs;
  readonly objectives: Objectives;
  /** Address of the administrator created with the configured password. */
  readonly firstAdmin: { readonly email: string } | undefined;
  readonly firstRun: FirstRun;
  /** Secret of the link, while there are no users. */
  readonly firstRunLink: string | undefined;
  /** Records commands in the audit trail. Failures are only logged. */
  readonly journal: Journal;
  /** Whether this hub does the work that one hub does for all. */
  readonly leader: Leader;
  close(): Promise<void>;
}

/** Its key: the ASCII codes of "REMO". */
const REMOVAL_LOCK = { key: 0x52_45_4d_4f, busy: 'Another hub is removing captures' };

/** Entries that wait for the database. */
const MAX_AUDIT_WRITES = 10_000;

export interface OpenLibraryParts {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly limits: Limits;
  readonly metrics: Pick<Metrics, 'refused'>;
  /** Undefined for a single hub. */
  readonly redis?: Redis | undefined;
  readonly healthEveryMs?: number | undefined;
}

/** @throws {ConfigError} when the configured password is too short or too common */
function firstAdmin(users: Users, { admin }: Config): Promise<FirstAdmin> {
  return users.ensureFirstAdmin(admin).catch((error: unknown) => {
    const fault = error instanceof HubError ? error.issues?.find(({ path }) => path === 'password') : undefined;
    throw fault === undefined ? error : new ConfigError(`EYEPIECE_ADMIN_PASSWORD=…: ${fault.message}`);
  });
}

export async function openLibrary({
  config,
  secrets,
  logger,
  limits,
  metrics,
  redis,
  healthEveryMs,
}: OpenLibraryParts): Promise<OpenedLibrary> {
  const onWriteRefused = (): void => metrics.refused('write_limit');
  const onQueueFull = (): void => metrics.refused('queue_full');
  const database = await openDatabase({ url: config.databaseUrl, logger });
  /** Entries are written one at a time, because the trail is read in order of ids. */
  const auditWrites = new PQueue({ concurrency: 1 });
  const leadership = config.cluster && new Leadership({ url: config.databaseUrl, logger });
  const leader: Leader = leadership ?? ALONE;
  /** Closed if the start fails, in this order. */
  const opened: { close(): Promise<void> }[] = [leader, database];
  try {
    await leadership?.start();
    const files = await openFileStore({ location: config.store, dataDir: config.dataDir, logger });
    opened.unshift(files);
    // With a store of its own, the data folder has only what one hub can make again.
    if (!isOwnFolder(config.store)) await claimPlace(database, idPlaceOf(files));
    else if (!config.cluster) await claimDataFolder(database, config.dataDir);
    const onMissing = (error: unknown): void => logger.warn({ err: error }, 'an entry could not be written to the audit trail');
    const audit = new Audit(database, onMissing);
    const tokens = new Tokens({ secret: secrets.jwtSecret, lifetimeSeconds: config.sessionSeconds });
    const loginSessions = new LoginSessions({ database, tokens, limits: limits.login, logger });
    const limiter = { limits: limits.guesses, onRefused: () => metrics.refused('sign_in_rate'), shared: redis && new SharedCounts(redis) };
    const shares = new Shares({ database, audit, logins: loginSessions, limiter, limits: limits.writing, onRefused: onWriteRefused });
    const apiKeys = new ApiKeys({ database, audit, logger, limiter, limits: limits.writing, onRefused: onWriteRefused });
    const people = { sessions: loginSessions, guests: shares, keys: apiKeys };
    const users = new Users({ database, audit, ...people, limiter, maxUsers: limits.writing.users });
    await users.open();
    const admin = await firstAdmin(users, config);
    const firstRun = new FirstRun({ create: (input, origin) => users.createFirstAdmin(input, origin), limiter });
    const rules = await StoredRules.open(database);
    const quota = await Quota.open(database, rules);
    const captures = await openCaptures({
      database,
      logger,
      files,
      maxBytes: config.maxCaptureBytes,
      basePath: config.basePath,
      reserveBytes: config.diskReserveBytes,
      admit: (sizeBytes, upload) => quota.admit(sizeBytes, upload),
      queue: decodingQueue(limits.queues, onQueueFull),
      removalLock: config.cluster && new DatabaseLock({ url: config.databaseUrl, ...REMOVAL_LOCK }),
    });
    const retentionServices = await openRetention({ database, audit, captures, files, rules, quota, logger, healthEveryMs, leader, redis });
    retentionServices.housekeeping.start();
    const sharedStorage = config.cluster && new SharedStorage({ database, rules, quota, logger });
    sharedStorage?.start();
    const upkeep = new Upkeep({ database, audit, auditDays: config.auditDays, logger, leader });
    upkeep.start();
    loginSessions.open();
    apiKeys.open();
    const fileCheck = logFilesWithoutRows(database, files, logger);
    const { dataDir } = config;
    const archivePlans = await ArchivePlans.open({
      database,
      files,
      captures,
      dataDir,
      limits: archiveLimits(limits.queues),
      leader,
      logger,
    });
    const downloads = new Downloads({ plans: archivePlans, captures, limits: limits.queues, onRefused: onQueueFull });
    return {
      database,
      audit,
      users,
      shares,
      captures,
      archivePlans,
      downloads,
      diskReserve: new DiskReserve({
        folder: config.dataDir,
        reserveBytes: config.diskReserveBytes / 2,
        onRefused: () => metrics.refused('disk_full'),
      }),
      ...retentionServices,
      tokens,
      loginSessions,
      apiKeys,
      presets: new Presets(database, limits.writing.presets),
      cameraGroups: new CameraGroups(database, limits.writing.cameraGroups),
      jobs: new Jobs(database),
      objectives: new Objectives(database, limits.writing.objectivesPerCamera),
      firstAdmin: admin.created ? { email: admin.email } : undefined,
      firstRun,
      firstRunLink: admin.awaited ? firstRun.begin() : undefined,
      journal: ({ actor, action, subject, details }) => {
        const { address, userId, name } = actor;
        if (auditWrites.size >= MAX_AUDIT_WRITES) {
          logger.warn({ action, subject }, 'an entry of the audit trail was dropped: too many wait for the database');
          return;
        }
        const entry = { principal: { userId, name }, address, action, subject, details, at: new Date() };
        auditWrites
          .add(() => audit.record(entry))
          .catch((error: unknown) => logger.warn({ err: error, action }, 'an entry could not be written to the audit trail'));
      },
      leader,
      close: async () => {
        await fileCheck;
        await sharedStorage?.close();
        await upkeep.close();
        await retentionServices.housekeeping.close();
        await leader.close();
        await retentionServices.health.close();
        await downloads.close();
        await archivePlans.close();
        await captures.close();
        await loginSessions.close();
        await apiKeys.close();
        await auditWrites.onIdle();
        await audit.close();
        await shares.close();
        await files.close();
        await database.close();
      },
    };
  } catch (error) {
    for (const part of opened) await part.close();
    throw error;
  }
}
