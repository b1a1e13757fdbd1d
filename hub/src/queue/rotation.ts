/** Whose work it is. Guests of one link share the turns of the link, and take turns inside it. */
export interface Requester {
  /** An account, or a share link with all its guests. */
  readonly party: string;
  readonly person: string;
}

/** Waiting items, handed out in turns: over parties, inside a party over its people, and in order for each person. */
export class Rotation<Item> {
  /** Map order is the order of turns: the first is next, and goes to the end afterwards. */
  readonly #parties = new Map<string, Map<string, Set<Item>>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Items of one person, and of the whole party. */
  count({ party, person }: Requester): { person: number; party: number } {
    const people = this.#parties.get(party);
    let inParty = 0;
    for (const items of people?.values() ?? []) inParty += items.size;
    return { person: people?.get(person)?.size ?? 0, party: inParty };
  }

  has({ party, person }: Requester, item: Item): boolean {
    return this.#parties.get(party)?.get(person)?.has(item) ?? false;
  }

  add({ party, person }: Requester, item: Item): void {
    const people = this.#parties.get(party) ?? new Map<string, Set<Item>>();
    const items = people.get(person) ?? new Set<Item>();
    if (items.has(item)) return;
    this.#parties.set(party, people.set(person, items.add(item)));
    this.#size += 1;
  }

  delete({ party, person }: Requester, item: Item): void {
    const people = this.#parties.get(party);
    const items = people?.get(person);
    if (!people || !items?.delete(item)) return;
    this.#size -= 1;
    if (items.size === 0) people.delete(person);
    if (people.size === 0) this.#parties.delete(party);
  }

  /** Takes the next item out. Its party and its person then wait until all others have had a turn. */
  next(): Item | undefined {
    const [party, people] = first(this.#parties) ?? [];
    if (party === undefined || people === undefined) return undefined;
    const [person, items] = first(people) ?? [];
    const item = items?.values().next().value;
    if (person === undefined || items === undefined || item === undefined) return undefined;
    items.delete(item);
    this.#size -= 1;
    people.delete(person);
    if (items.size > 0) people.set(person, items);
    this.#parties.delete(party);
    if (people.size > 0) this.#parties.set(party, people);
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
