/** One list of people from those of all hubs. */
import type { Present } from '@eyepiece/shared-types';
import type { HubPeople } from './other-hubs.ts';

/** A person with connections at several hubs appears once. The first hub decides on name, view and colour. */
export function merged(hubs: readonly Pick<HubPeople, 'people'>[]): Present[] {
  const all = new Map<string, { person: Omit<Present, 'tabs' | 'cameraIds'>; cameraIds: Set<string>; clients: Set<string> }>();
  for (const { people } of hubs) {
    for (const { cameraIds, clients, ...person } of people) {
      const known = all.get(person.userId) ?? { person, cameraIds: new Set(), clients: new Set() };
      for (const id of cameraIds) known.cameraIds.add(id);
      for (const id of clients) known.clients.add(id);
      all.set(person.userId, known);
    }
  }
  return [...all.values()].map(({ person, cameraIds, clients }) => ({ ...person, cameraIds: [...cameraIds], tabs: clients.size }));
}
