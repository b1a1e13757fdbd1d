/**
 * The people who are connected to other hubs. Every hub sends its list when it changes, when another hub starts, and when
 * Redis is back.
 */
import { EventEmitter } from 'node:events';
import { ROLES, VIEWS } from '@eyepiece/shared-types';
import { z } from 'zod';
import type { Cluster } from '../../cluster/open.ts';

const personSchema = z.object({
  userId: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  cameraIds: z.array(z.string()),
  // Another version of the hub may have further views.
  view: z.enum(VIEWS).catch('live'),
  guest: z.boolean(),
  color: z.int().min(0),
  /** Ids of the browser tabs. The connections of one tab may be at two hubs. */
  clients: z.array(z.string()),
});

const hubPeopleSchema = z.object({
  people: z.array(personSchema),
  /** Camera and user id of the guests who may watch. */
  guests: z.array(z.tuple([z.string(), z.string()])),
});

const PRESENCE = { name: 'presence', schema: hubPeopleSchema };

export type HubPeople = z.output<typeof hubPeopleSchema>;
type Hubs = Pick<Cluster, 'hubId'> & {
  readonly messages: Pick<Cluster['messages'], 'send' | 'receive'>;
  readonly directory: Pick<Cluster['directory'], 'hubs' | 'on' | 'off'>;
  readonly redis: Pick<Cluster['redis'], 'on' | 'off'>;
};

export class OtherHubs extends EventEmitter<{ changed: [] }> {
  readonly #cluster: Hubs;
  readonly #byHub = new Map<string, HubPeople>();
  #told = '';
  #own: HubPeople = { people: [], guests: [] };

  constructor(cluster: Hubs) {
    super();
    this.#cluster = cluster;
    cluster.messages.receive(PRESENCE, (people, from) => {
      const isNew = !this.#byHub.has(from);
      this.#byHub.set(from, people);
      // A hub that started meanwhile does not know the people of this one.
      if (isNew) this.#tellAgain();
      this.emit('changed');
    });
    cluster.directory.on('changed', this.#onDirectory);
    cluster.redis.on('up', this.#tellAgain);
  }

  get people(): HubPeople[] {
    return [...this.#byHub.values()];
  }

  /** The colours that other hubs have given, by user. */
  get colors(): ReadonlyMap<string, number> {
    return colorsOf(this.people);
  }

  /** The colours of hubs that decide when two hubs have given the same one. */
  get precedingColors(): ReadonlyMap<string, number> {
    return colorsOf([...this.#byHub].filter(([hubId]) => hubId < this.#cluster.hubId).map(([, people]) => people));
  }

  /** Sends the people of this hub, if they have changed. */
  tell(own: HubPeople): void {
    this.#own = own;
    const text = JSON.stringify(own);
    if (text === this.#told) return;
    this.#told = text;
    this.#tellAgain();
  }

  close(): void {
    this.#cluster.directory.off('changed', this.#onDirectory);
    this.#cluster.redis.off('up', this.#tellAgain);
  }

  readonly #tellAgain = (): void => void this.#cluster.messages.send(PRESENCE, this.#own);

  readonly #onDirectory = (): void => {
    const alive = new Set(this.#cluster.directory.hubs.map(({ hubId }) => hubId));
    const gone = [...this.#byHub.keys()].filter((hubId) => !alive.has(hubId));
    for (const hubId of gone) this.#byHub.delete(hubId);
    this.#tellAgain();
    if (gone.length > 0) this.emit('changed');
  };
}

function colorsOf(hubs: readonly HubPeople[]): Map<string, number> {
  return new Map(hubs.flatMap(({ people }) => people.map(({ userId, color }) => [userId, color] as const)));
}
