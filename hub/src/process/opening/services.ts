/** The services that the edges (http, sockets) may use. Created in hub.ts. */
import type { Logger } from 'pino';
import type { Cluster } from '../../cluster/open.ts';
import type { Annotations } from '../../library/annotations/service.ts';
import type { LiveAccess } from '../../people/access/live-access.ts';
import type { LoginSessions } from '../../people/access/login-sessions.ts';
import type { Tokens } from '../../people/access/tokens.ts';
import type { FirstRun } from '../../people/first-run.ts';
import type { ApiKeys } from '../../people/keys/keys.ts';
import type { Users } from '../../people/users.ts';
import type { CaptureService } from '../../library/captures/service.ts';
import type { AnalysisWatches } from '../../control/analysis/analysis.ts';
import type { Commands } from '../../control/commands.ts';
import type { JobCommands } from '../../control/job-commands.ts';
import type { SettingsCopies } from '../../control/pool/settings-copies.ts';
import type { Shots } from '../../control/pool/shots.ts';
import type { RewindService } from '../../control/rewind.ts';
import type { KnownCameras } from '../../control/known-cameras.ts';
import type { OpticsService } from '../../control/optics.ts';
import type { ClientOf } from '../../network/client.ts';
import type { Config } from '../config.ts';
import type { Control } from '../../control/desk.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Downloads } from '../../library/archives/downloads.ts';
import type { Fanout } from '../../fanout/fanout.ts';
import type { SendQueues } from '../../fanout/sending/send-queues.ts';
import type { CameraRegistry } from '../../ingest/registry.ts';
import type { JobLedger } from '../../control/jobs/ledger.ts';
import type { Limits } from '../limits/limits.ts';
import type { Metrics } from '../metrics.ts';
import type { Https } from './open-https.ts';
import type { Audit } from '../../people/audit/audit.ts';
import type { Shares } from '../../people/shares/shares.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import type { CameraGroups } from '../../persistence/rows/camera-groups.ts';
import type { Presets } from '../../persistence/rows/presets.ts';
import type { Slots } from '../limits/queues/slots.ts';
import type { SessionExports } from '../../sessions/export/exports.ts';
import type { Sessions } from '../../sessions/service.ts';
import type { DiskReserve } from '../../library/retention/disk-reserve.ts';
import type { RetentionServices } from '../../library/retention/open.ts';

/** Cameras and their live video. */
export interface LiveServices {
  readonly registry: CameraRegistry;
  readonly fanout: Fanout;
  /** Limits concurrent feeds and snapshots per person or link. */
  readonly feeds: Slots;
  /** Measures undelivered bytes of feed connections. */
  readonly sendQueues: SendQueues;
}

/** Commands to cameras: the control lease, jobs, optics, presets. */
export interface ControlServices {
  readonly control: Control;
  readonly commands: Commands;
  readonly jobCommands: Pick<JobCommands, keyof JobCommands>;
  readonly rewind: RewindService;
  readonly ledger: JobLedger;
  readonly analysis: AnalysisWatches;
  readonly optics: OpticsService;
  readonly knownCameras: KnownCameras;
  readonly presets: Presets;
  readonly cameraGroups: CameraGroups;
  readonly shots: Shots;
  readonly settingsCopies: SettingsCopies;
}

/** Captures, annotations and storage. */
export interface LibraryServices extends Omit<RetentionServices, 'health'> {
  readonly captures: CaptureService;
  readonly downloads: Downloads;
  readonly annotations: Annotations;
  /** Limits concurrent downloads of capture files per person; all guests of a link count as one. */
  readonly files: Slots;
  /** Limits concurrent downloads of archives per person. */
  readonly archives: Slots;
}

/** Users, guests, and their access. */
export interface PeopleServices {
  readonly users: Users;
  readonly shares: Shares;
  readonly tokens: Tokens;
  readonly loginSessions: LoginSessions;
  readonly apiKeys: ApiKeys;
  readonly access: LiveAccess;
  readonly audit: Audit;
  readonly firstRun: FirstRun;
}

/** Capture sessions. */
export interface SessionServices {
  readonly sessions: Sessions;
  readonly sessionExports: SessionExports;
}

/** The running hub: configuration, limits, health. */
export interface OperationsServices extends Pick<RetentionServices, 'health'> {
  readonly config: Config;
  readonly version: string;
  readonly logger: Logger;
  readonly limits: Limits;
  readonly clientOf: ClientOf;
  /** The HTTPS port and its certificate; undefined while it is off, and before the hub listens. */
  readonly https: () => Pick<Https, 'port' | 'hostNames' | 'authority'> | undefined;
  readonly cameraToken: string;
  readonly database: Database;
  readonly metrics: Metrics;
  readonly diagnostics: Diagnostics;
  readonly diskReserve: DiskReserve;
  /** The other hubs; undefined for a single hub. */
  readonly cluster: Cluster | undefined;
}

export type HubServices = LiveServices & ControlServices & LibraryServices & PeopleServices & SessionServices & OperationsServices;
