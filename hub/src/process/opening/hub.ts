/** Composition root. Frames flow registry → fanout → sockets, commands flow sockets/http → commands → registry. */
import type { Logger } from 'pino';
import { Annotations } from '../../library/annotations/service.ts';
import { Targets } from '../../library/annotations/targets.ts';
import { LiveAccess } from '../../people/access/live-access.ts';
import { AnalysisWatches } from '../../control/analysis/analysis.ts';
import { CameraCommands } from '../../control/commands.ts';
import { JobCommands } from '../../control/job-commands.ts';
import type { Journal } from '../../control/journal.ts';
import { KnownCameras } from '../../control/known-cameras.ts';
import { openPool } from '../../control/pool/open.ts';
import { Optics } from '../../control/optics.ts';
import { CameraOrders } from '../../control/orders.ts';
import { Rewind } from '../../control/rewind.ts';
import { createClientOf, createPartyOf } from '../../network/client.ts';
import type { Config } from '../config.ts';
import { ControlDesk } from '../../control/desk.ts';
import type { ControlTiming } from '../../control/lease/timing.ts';
import { Diagnostics } from '../diagnostics/diagnostics.ts';
import { hubSecrets } from '../diagnostics/messages/hub-secrets.ts';
import { shareChanges } from './shared-changes.ts';
import type { Cluster } from '../../cluster/open.ts';
import { SharedSessions } from '../../sessions/shared-sessions.ts';
import { Fanout } from '../../fanout/fanout.ts';
import { SendQueues } from '../../fanout/sending/send-queues.ts';
import { createApp } from '../../http/app.ts';
import { createEdge } from '../../http/edge/edge.ts';
import { HOST_CLOCK } from '../host-clock.ts';
import { LinkServer } from '../../ingest/link-server.ts';
import { createRefuseSocket } from '../../network/refuse-socket.ts';
import type { LinkTiming } from '../../ingest/transport/link-pings.ts';
import { CameraRegistry } from '../../ingest/registry.ts';
import { JobLedger } from '../../control/jobs/ledger.ts';
import { listenAfterHandOver } from '../launcher/hand-over.ts';
import { Lifetime } from './lifetime.ts';
import type { Limits } from '../limits/limits.ts';
import { Metrics } from '../metrics.ts';
import { Slots } from '../limits/queues/slots.ts';
import type { Secrets } from '@eyepiece/host/data-folder/secrets';
import { SessionExports } from '../../sessions/export/exports.ts';
import { openRecording, SessionRecorder } from '../../sessions/recording/open.ts';
import type { SessionTiming } from '../../sessions/parts.ts';
import { Sessions } from '../../sessions/service.ts';
import type { HubServer } from '../../sockets/io.ts';
import { openHttps, type Https } from './open-https.ts';
import { joinCluster } from './join-cluster.ts';
import { logCameras, logRefusedLinks } from '../camera-log.ts';
import { openLibrary } from './open-library.ts';
import { uiVersion } from './ui-version.ts';
import { createSocketServer } from '../../sockets/server.ts';
import type { OpenRelay } from '../../cluster/relay/open.ts';

export interface HubDependencies {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly version: string;
  /** Makes the launcher give up the port, where it shows a page while the hub does not run. */
  readonly announcePort?: () => void;
  /** Smaller limits for tests. */
  readonly limits?: Limits;
  /** Shorter intervals and a manual clock for tests. */
  readonly timing?: {
    readonly link?: LinkTiming;
    readonly lingerMs?: number;
    readonly healthEveryMs?: number;
    readonly certificateEveryMs?: number | undefined;
    readonly control?: ControlTiming | undefined;
    readonly sessions?: SessionTiming | undefined;
  };
}

export interface Hub {
  /** Address with the actual port. */
  readonly url: string;
  readonly port: number;
  /** The HTTPS port; undefined while HTTPS is off. */
  readonly https: Pick<Https, 'port' | 'hostNames' | 'authority'> | undefined;
  readonly registry: CameraRegistry;
  readonly io: HubServer;
  /** The other hubs; undefined for a single hub. */
  readonly cluster: Cluster | undefined;
  /** The other hubs, and the frames of their cameras; undefined for a hub alone. */
  readonly others: Pick<OpenRelay, 'peers' | 'relay'> | undefined;
  /** The administrator created for an empty database with the configured password. */
  readonly firstAdmin: { readonly email: string } | undefined;
  /** Path and secret of the page that creates the first administrator, while there are no users. */
  readonly firstRunPath: string | undefined;
  /** Closes connections first, then the services they use. May be called twice. */
  close(): Promise<void>;
}

export async function createHub(dependencies: HubDependencies): Promise<Hub> {
  const lifetime = new Lifetime(dependencies.logger);
  try {
    return await openHub(dependencies, lifetime);
  } catch (error) {
    await lifetime.close();
    throw error;
  }
}

/** Time for the database to store the last session log entries and uploads, ms. */
const SESSIONS_DEADLINE_MS = 3500;
const STORAGE_DEADLINE_MS = 3000;

async function openHub(
  { config, secrets, logger, version, announcePort, timing, limits = config.limits }: HubDependencies,
  lifetime: Lifetime,
): Promise<Hub> {
  const clientOf = createClientOf(config.trustProxy);
  lifetime.opened('clock', HOST_CLOCK.watch());
  const metrics = new Metrics();
  lifetime.opened('metrics', () => metrics.close());
  const redis = config.cluster && (await (await import('../../cluster/open.ts')).openRedis(config.cluster, version, logger));
  lifetime.opened('redis', () => redis?.close());
  const storage = await openLibrary({ config, secrets, logger, limits, metrics, redis, healthEveryMs: timing?.healthEveryMs });
  lifetime.opened('storage', () => storage.close(), STORAGE_DEADLINE_MS);
  const cluster = redis && (await joinCluster(config, { secrets, logger, version, redis, metrics, ...storage }));
  lifetime.opened('cluster', () => cluster?.close());
  const registry = new CameraRegistry(limits.links.maxCameras);
  lifetime.opened('registry', () => registry.close());
  const fanout = new Fanout(registry, { lingerMs: timing?.lingerMs, measurements: metrics.measurements, logger });
  metrics.watch(fanout);
  lifetime.opened('fanout', () => fanout.close());
  const others =
    cluster &&
    (await import('../../cluster/relay/open.ts')).openRelay({
      own: { hubId: cluster.hubId, build: version, token: cluster.token, authorities: cluster.authorities },
      directory: cluster.directory,
      addressOf: (request) => clientOf(request).address,
      refuse: createRefuseSocket(limits.http.refusalLingerMs),
      ...{ registry, fanout, logger },
    });
  if (others) storage.health.includeHubs(others.peers);
  lifetime.opened('connections to other hubs', () => others?.close());
  const homes = others && (await import('../../cluster/homes/open.ts')).openHomes({ ...cluster, ...others, registry, logger, ...storage });
  lifetime.opened('homes', () => homes?.close());
  const diagnostics = new Diagnostics({
    ...{ fanout, registry, delays: metrics.delays },
    database: storage.database,
    secrets: hubSecrets({ config, secrets, firstRunLink: storage.firstRunLink }),
    maxSubscriptions: limits.sockets.maxDiagnostics,
  });
  lifetime.opened('diagnostics', () => diagnostics.close());
  const orders = new CameraOrders(registry, config.serviceTimeoutMs);
  const onWriteRefused = (): void => metrics.refused('write_limit');
  const sessions = new Sessions({
    registry,
    logger,
    timing: timing?.sessions,
    refused: () => metrics.refused('queue_full'),
    limits: limits.writing,
    onWriteRefused,
    ...storage,
  });
  lifetime.opened('sessions', () => sessions.close(), SESSIONS_DEADLINE_MS);
  const recorder = new SessionRecorder(sessions, timing?.sessions?.clock ?? HOST_CLOCK);
  lifetime.opened('recorder', () => recorder.close());
  const journal: Journal = (entry) => {
    storage.journal(entry);
    recorder.order(entry);
  };
  const ledger = new JobLedger({ registry, jobs: storage.jobs, logger });
  lifetime.opened('ledger', () => ledger.close());
  const control = new ControlDesk({ registry, ledger, journal, users: storage.users, timing: timing?.control });
  lifetime.opened('control', () => control.close());
  const knownCameras = new KnownCameras({ registry, ledger, logger, ...storage });
  lifetime.opened('known cameras', () => knownCameras.close());
  const sessionExports = new SessionExports({
    sessions,
    version,
    limits: limits.queues,
    flushElsewhere: others && (await import('../../cluster/homes/flush-logs.ts')).openFlush(others.peers, sessions.log),
    onRefused: () => metrics.refused('queue_full'),
    ...storage,
  });
  lifetime.opened('exports', () => sessionExports.close());
  const access = new LiveAccess(storage.users);
  lifetime.opened('access', () => access.close());
  storage.users.on('updated', ({ id }) => access.recheck(({ userId }) => userId === id));
  storage.loginSessions.on('ended', (ids) => access.recheck(({ loginSessionId }) => ids.has(loginSessionId)));
  storage.apiKeys.on('revoked', (id) => access.recheck(({ key }) => key?.id === id));
  storage.shares.on('revoked', (id) => access.recheck(({ guest }) => guest?.shareId === id));
  if (cluster) shareChanges(storage, cluster.messages);
  sessions.on('ended', (id) => access.recheck(({ guest }) => guest?.sessionId === id));
  const here = {
    control,
    commands: new CameraCommands({ orders, control, sessions, arrivals: homes?.arrivals ?? storage.captures, journal }),
    jobCommands: new JobCommands({ orders, control, sessions, ledger, journal }),
    analysis: new AnalysisWatches({ registry, orders, logger }),
    rewind: new Rewind({ orders, maxWaiting: limits.queues.maxRewindsWaiting, onRefused: () => metrics.refused('queue_full') }),
    optics: new Optics({ registry, control, journal, objectives: storage.objectives }),
  };
  const anywhere = { ...here, ...homes?.open({ ...here, ledger, orders, users: storage.users }) };
  metrics.watchRewind(registry, here.rewind);
  const ports: { https: Https | undefined } = { https: undefined };
  const services = {
    config,
    https: () => ports.https,
    version,
    logger,
    limits,
    cluster,
    clientOf,
    access,
    cameraToken: secrets.cameraToken,
    registry,
    fanout,
    metrics,
    diagnostics,
    ledger,
    knownCameras,
    sessions,
    sessionExports,
    feeds: new Slots(limits.queues.maxFeeds, 'feeds and snapshots', () => metrics.refused('queue_full')),
    sendQueues: new SendQueues((error) => logger.error({ err: error }, 'a feed failed while measuring its connection')),
    files: new Slots(limits.queues.maxFilesSending, 'files', () => metrics.refused('queue_full')),
    archives: new Slots(limits.queues.maxArchivesSending, 'archives', () => metrics.refused('queue_full')),
    ...anywhere,
    ...openPool({ ...storage, ...anywhere, groups: storage.cameraGroups, journal, logger }),
    annotations: new Annotations({
      database: storage.database,
      targets: new Targets({ database: storage.database, cameras: registry }),
      limits: limits.writing,
      onRefused: onWriteRefused,
    }),
    ...storage,
  };
  // The home of a camera records its events.
  const recording = openRecording(recorder, { ...services, control, isHome: (cameraId) => homes?.isHome(cameraId) ?? true });
  lifetime.opened('recording', () => recording.close());
  logCameras(registry, logger);

  const edge = createEdge({
    limits: limits.http,
    basePath: config.basePath,
    hasPeers: others !== undefined,
    metrics,
    partyOf: createPartyOf(config.trustProxy),
    clientOf,
  });
  lifetime.opened('connections', () => edge.close());
  const links = new LinkServer({
    cameraToken: secrets.cameraToken,
    onHello: (hello, link) => registry.attach(hello, link),
    claim: homes && ((hello, link) => homes.homes.claim(hello, link)),
    addressOf: (request) => clientOf(request).address,
    onRefused: logRefusedLinks(storage.audit, clientOf, logger),
    onLimit: () => metrics.refused('camera_link'),
    onFlood: ({ address }, reason) => logger.warn({ address, reason }, 'a camera link was closed because it sent too much'),
    limits: limits.links,
    refuse: edge.refuse,
    ...(timing?.link && { timing: timing.link }),
  });
  lifetime.opened('camera links', () => links.close());
  const handleRequest = createApp(services).callback();
  edge.admitted.on('request', (request, response) => void handleRequest(request, response));
  const sockets = createSocketServer(edge.admitted, services, await uiVersion(config.uiDir));
  lifetime.opened('sockets', () => sockets.close());
  // Before the listeners, which wait for open connections.
  lifetime.opened('other hubs', () => others?.close());
  edge.admitted.on('upgrade', (request, socket, head) => {
    if (links.handles(request)) links.upgrade(request, socket, head);
    else others?.upgrade(request, socket, head);
  });

  await knownCameras.restore();
  recorder.addKnownJobs(registry.states.flatMap(({ jobs }) => jobs));
  await sessions.restore();
  const sharedSessions = cluster && new SharedSessions({ sessions, cluster, logger });
  lifetime.opened('shared sessions', () => sharedSessions?.close());
  const port = await listenAfterHandOver(() => edge.listen(config.port, config.host), announcePort);
  others?.peers.start();
  const https = await openHttps(config, edge, logger, timing?.certificateEveryMs);
  ports.https = https;
  if (https) storage.health.includeCertificate(https);
  lifetime.opened('certificate', () => https?.close());
  // Closed first, so that connections closed by the shutdown neither leave sessions nor lose control.
  lifetime.opened('observers', () => {
    edge.stopListening();
    recorder.close();
    control.close();
    access.close();
  });

  return {
    url: `http://${config.host}:${port}${config.basePath}`,
    port,
    https,
    registry,
    io: sockets.io,
    cluster,
    others,
    firstAdmin: storage.firstAdmin,
    firstRunPath: storage.firstRunLink === undefined ? undefined : `${config.basePath}/setup#${storage.firstRunLink}`,
    close: () => lifetime.close(),
  };
}
