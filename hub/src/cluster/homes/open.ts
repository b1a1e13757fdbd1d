/** Homes of cameras, in a hub that has other hubs beside it. */
import { RPC_ERROR, type HelloParams } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import type { AnalysisWatches } from '../../control/analysis/analysis.ts';
import type { CameraCommands, Commands } from '../../control/commands.ts';
import type { Control, ControlDesk } from '../../control/desk.ts';
import type { JobCommands } from '../../control/job-commands.ts';
import type { JobLedger } from '../../control/jobs/ledger.ts';
import type { Optics, OpticsService } from '../../control/optics.ts';
import type { CameraOrders } from '../../control/orders.ts';
import type { Rewind, RewindService } from '../../control/rewind.ts';
import type { CameraRegistry } from '../../ingest/registry.ts';
import type { RemoteSource } from '../../ingest/remote-source.ts';
import { RpcFailure } from '../../ingest/transport/rpc-peer.ts';
import type { CaptureService } from '../../library/captures/service.ts';
import type { Users } from '../../people/users.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import type { Peers } from '../peers/peers.ts';
import { understood } from '../peers/protocol.ts';
import type { Redis } from '../redis/redis.ts';
import { Arrivals } from './arrivals.ts';
import { Fences } from './fences.ts';
import { HomeKeys } from './home-keys.ts';
import { Homes } from './homes.ts';
import type { Home } from './home-table.ts';
import { Follower } from './mirror/follower.ts';
import { servesAnswerSchema, servesSchema, SERVES_EVENT } from './mirror/messages.ts';
import { PeoplePresence } from './mirror/people.ts';
import { Publisher } from './mirror/publisher.ts';
import { Telling } from './mirror/telling.ts';
import { commandsAnywhere, jobCommandsAnywhere, opticsAnywhere, rewindAnywhere, type JobCommandsService } from './orders/anywhere.ts';
import { ControlAnywhere } from './orders/control-anywhere.ts';
import { Passing } from './orders/passing.ts';
import { serveOrders } from './orders/serving.ts';

/** Time for a home to say whether it serves a camera, ms. */
const ASK_MS = 1500;

export interface HubHomesParts {
  readonly hubId: string;
  readonly registry: CameraRegistry;
  readonly redis: Redis;
  readonly peers: Peers;
  readonly database: Database;
  readonly captures: CaptureService;
  readonly logger: Logger;
}

export interface HereParts {
  readonly orders: CameraOrders;
  readonly commands: CameraCommands;
  readonly jobCommands: JobCommands;
  readonly optics: Optics;
  readonly rewind: Rewind;
  readonly control: ControlDesk;
  readonly ledger: JobLedger;
  readonly analysis: AnalysisWatches;
  readonly users: Users;
}

/** What http and sockets use. */
export interface AnywhereServices {
  readonly commands: Commands;
  readonly jobCommands: JobCommandsService;
  readonly optics: OpticsService;
  readonly rewind: RewindService;
  readonly control: Control;
}

export interface OpenHomesParts extends HubHomesParts {
  /** Brings the frames of cameras that live elsewhere. */
  readonly relay: { follow(source: RemoteSource): void };
}

export function openHomes({ relay, ...parts }: OpenHomesParts): HubHomes {
  const homes = new HubHomes(parts);
  homes.follower.on('source', (source) => relay.follow(source));
  return homes;
}

export class HubHomes {
  readonly homes: Homes;
  readonly arrivals: Arrivals;
  /** Emits the cameras of other hubs. */
  readonly follower: Follower;
  readonly #parts: HubHomesParts;
  readonly #telling: Telling;
  #publisher: Publisher | undefined;

  constructor(parts: HubHomesParts) {
    this.#parts = parts;
    const { hubId, registry, redis, peers, database, captures, logger } = parts;
    this.homes = new Homes({
      hubId,
      registry,
      logger,
      fences: new Fences({ database, hubId, logger }),
      keys: new HomeKeys(redis),
      askHome: (home, hello) => this.#askHome(home, hello),
    });
    this.#telling = new Telling(peers);
    this.arrivals = new Arrivals({ captures, homes: this.homes, telling: this.#telling, logger });
    this.follower = new Follower({ peers, telling: this.#telling, homes: this.homes, registry });
    redis.on('up', () => void this.homes.renew());
    peers.serve(SERVES_EVENT, (payload) => ({ servedBy: this.#servedBy(understood(servesSchema, payload)) }));
    this.#shareForgotten();
  }

  /** Serves the orders of other hubs. @returns the services for all cameras */
  open(here: HereParts): AnywhereServices {
    const { peers, registry } = this.#parts;
    const { homes, follower } = this;
    const telling = this.#telling;
    const { table } = homes;
    const passing = new Passing({ peers, table, deadlineMs: (workMs) => here.orders.deadlineMs(workMs) });
    const control = new ControlAnywhere({
      here: here.control,
      passing,
      mirrored: (cameraId) => follower.control(cameraId),
      onPresence: (userId, connected) => people.changed(userId, connected),
    });
    const people = new PeoplePresence({ peers, telling, control: here.control, present: () => control.present });
    serveOrders({ peers, table, ...here });
    this.#publisher = new Publisher({ peers, telling, homes, registry, ...here });
    follower.on('control', (state) => control.emit('changed', state));
    homes.on('moved', (cameraId) => {
      passing.moved(cameraId);
      here.control.drop(cameraId);
    });
    homes.on('claimed', (cameraId, _home, before) => {
      passing.moved(cameraId);
      if (!before || before.hubId === table.hubId || !registry.get(cameraId)) return;
      here.control.drop(cameraId);
      control.emit('changed', control.state(cameraId));
    });
    telling.on('homes:objectives', ({ cameraId }) => {
      here.optics
        .reload(cameraId)
        .catch((error: unknown) => this.#parts.logger.warn({ cameraId, err: error }, 'the objective could not be read'));
    });
    const onObjectives = (cameraId: string): void => {
      const home = table.of(cameraId);
      if (home) telling.tell(home.hubId, 'homes:objectives', { cameraId });
    };
    const parts = { passing, orders: here.orders, ledger: here.ledger, onObjectives };
    return {
      commands: commandsAnywhere(here.commands, parts),
      jobCommands: jobCommandsAnywhere(here.jobCommands, parts),
      optics: opticsAnywhere(here.optics, parts),
      rewind: rewindAnywhere(here.rewind, parts),
      control,
    };
  }

  /** Whether the camera service has dialled this hub last, as far as this hub knows. */
  isHome(cameraId: string): boolean {
    return this.homes.table.ownFence(cameraId) !== undefined;
  }

  async close(): Promise<void> {
    this.#publisher?.close();
    this.follower.close();
    await this.homes.close();
  }

  /** A home that does not answer is gone or cut off, and is replaced. */
  async #askHome({ hubId }: Home, { cameraId, instanceId }: HelloParams): Promise<void> {
    const connection = this.#parts.peers.connectionTo(hubId);
    if (!connection?.up || instanceId === undefined) return;
    const answer = await connection.request(SERVES_EVENT, { cameraId, instanceId }, ASK_MS).catch(() => undefined);
    const { servedBy } = servesAnswerSchema.safeParse(answer).data ?? {};
    if (servedBy === undefined) return;
    const message = `the camera id ${cameraId} is in use by the camera service on ${servedBy}; set a different CAMERA_ID for this service`;
    throw new RpcFailure({ code: RPC_ERROR.busy, message });
  }

  /** Where another process serves the camera, if one does. */
  #servedBy({ cameraId, instanceId }: ReturnType<typeof servesSchema.parse>): string | undefined {
    const camera = this.#parts.registry.get(cameraId);
    if (!camera?.link || camera.isRemote) return undefined;
    const { host, address, instanceId: serving } = camera.link;
    if (serving === undefined || serving === instanceId) return undefined;
    return host === undefined ? address : `${host} (${address})`;
  }

  #shareForgotten(): void {
    const { registry, peers } = this.#parts;
    const { table } = this.homes;
    let telling = false;
    registry.on('forgotten', (cameraId) => {
      this.homes.forget(cameraId);
      this.follower.forget(cameraId);
      if (!telling) this.#telling.tellAll('homes:forgotten', { cameraId, fence: Math.max(1, table.highest(cameraId)) });
    });
    // A hub that was not connected hears of it later.
    peers.on('up', ({ hubId }) => {
      for (const [cameraId, fence] of table.forgotten) this.#telling.tell(hubId, 'homes:forgotten', { cameraId, fence });
    });
    this.#telling.on('homes:forgotten', ({ cameraId, fence }, hubId) => {
      // Its service may have sent a hello since. The home itself knows, and its last state may come later than this.
      const isHomes = table.of(cameraId)?.hubId === hubId;
      if ((registry.get(cameraId)?.online && !isHomes) || table.highest(cameraId) > fence) return;
      telling = true;
      registry.forget(cameraId);
      telling = false;
    });
  }
}
