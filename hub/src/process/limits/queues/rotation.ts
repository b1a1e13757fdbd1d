import type { Principal } from '../../../people/caller.ts';

/** The owner of work. Guests of one link share the turns of the link. */
export interface Requester {
  /** An account, or a share link with all its guests. */
  readonly party: string;
  readonly person: string;
}

/** All guests of one link form one party. */
export function requesterOf({ userId, guest }: Pick<Principal, 'userId' | 'guest'>): Requester {
  return { party: guest ? `link ${guest.shareId}` : userId, person: userId };
}

interface Party<Item> {
  readonly people: Map<string, Set<Item>>;
  /** Items of all its people. */
  size: number;
}

/** Waiting items, served round-robin between parties, between the people of a party, and in order for each person. */
export class Rotation<Item> {
  /** In the order of turns: the first one is served next and moves to the end. */
  readonly #parties = new Map<string, Party<Item>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Items of one person, and of the whole party. */
  count({ party, person }: Requester): { person: number; party: number } {
    const { people, size = 0 } = this.#parties.get(party) ?? {};
    return { person: people?.get(person)?.size ?? 0, party: size };
  }

  has({ party, person }: Requester, item: Item): boolean {
    return this.#parties.get(party)?.people.get(person)?.has(item) ?? false;
  }

  add({ party: name, person }: Requester, item: Item): void {
    const party = this.#parties.get(name) ?? { people: new Map<string, Set<Item>>(), size: 0 };
    const items = party.people.get(person) ?? new Set<Item>();
    if (items.has(item)) return;
    party.people.set(person, items.add(item));
    this.#parties.set(name, party);
    party.size += 1;
    this.#size += 1;
  }

  delete({ party: name, person }: Requester, item: Item): void {
    const party = this.#parties.get(name);
    const items = party?.people.get(person);
    if (!party || !items?.delete(item)) return;
    this.#size -= 1;
    party.size -= 1;
    if (items.size === 0) party.people.delete(person);
    if (party.size === 0) this.#parties.delete(name);
  }

  /** Removes and returns the next item. Its party and person move to the end. */
  next(): Item | undefined {
    const [name, party] = first(this.#parties) ?? [];
    if (name === undefined || party === undefined) return undefined;
    const [person, items] = first(party.people) ?? [];
    const item = items?.values().next().value;
    if (person === undefined || items === undefined || item === undefined) return undefined;
    items.delete(item);
    this.#size -= 1;
    party.size -= 1;
    party.people.delete(person);
    if (items.size > 0) party.people.set(person, items);
    this.#parties.delete(name);
    if (party.size > 0) this.#parties.set(name, party);
    return item;
  }

  clear(): void {
    this.#parties.clear();
    this.#size = 0;
  }
}

function first<Value>(map: ReadonlyMap<string, Value>): [string, Value] | undefined {
  return map.entries().next().value;
}
