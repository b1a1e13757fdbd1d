/** The people who are connected to other hubs. */
import { ROLES, VIEWS } from '@eyepiece/shared-types';
import { z } from 'zod';
import { HubStates, type StateCluster } from '../../cluster/messages/states.ts';

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

export class OtherHubs {
  readonly #states: HubStates<typeof hubPeopleSchema>;
  readonly #hubId: string;

  constructor(cluster: StateCluster) {
    this.#hubId = cluster.hubId;
    this.#states = new HubStates(PRESENCE, { people: [], guests: [] }, cluster);
  }

  onChange(listener: () => void): void {
    this.#states.on('changed', listener);
  }

  get people(): HubPeople[] {
    return [...this.#states.others.values()];
  }

  /** The colours that other hubs have given, by user. */
  get colors(): ReadonlyMap<string, number> {
    return colorsOf(this.people);
  }

  /** The colours of hubs that decide when two hubs have given the same one. */
  get precedingColors(): ReadonlyMap<string, number> {
    return colorsOf([...this.#states.others].filter(([hubId]) => hubId < this.#hubId).map(([, people]) => people));
  }

  /** Sends the people of this hub, if they have changed. */
  tell(own: HubPeople): void {
    this.#states.tell(own);
  }

  close(): void {
    this.#states.close();
  }
}

function colorsOf(hubs: readonly HubPeople[]): Map<string, number> {
  return new Map(hubs.flatMap(({ people }) => people.map(({ userId, color }) => [userId, color] as const)));
}
