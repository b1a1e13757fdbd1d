import type { Present } from '@eyepiece/shared-types';
import type { HubClient } from '../hub/hub-client.ts';

/** Who has the workstation open. */
export class Presence {
  people = $state.raw<readonly Present[]>([]);
  readonly #undo: () => void;

  constructor(hub: HubClient) {
    this.#undo = hub.events.on('presence', (people) => (this.people = people));
  }

  watching(cameraId: string | undefined): Present[] {
    return this.people.filter((person) => cameraId !== undefined && person.cameraIds.includes(cameraId));
  }

  close(): void {
    this.#undo();
  }
}
