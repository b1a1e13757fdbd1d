import type { Present } from '@eyepiece/shared-types';
import type { HubClient } from '../hub/clients/hub-client.ts';
import { colorNumbered, personColor } from './person-color.ts';

/** Users who have the workstation open. */
export class Presence {
  people = $state.raw<readonly Present[]>([]);
  readonly #undo: () => void;

  constructor(hub: HubClient) {
    this.#undo = hub.events.on('presence', (people) => (this.people = people));
  }

  watching(cameraId: string | undefined): Present[] {
    return this.people.filter((person) => cameraId !== undefined && person.cameraIds.includes(cameraId));
  }

  /** Present users have distinct colours, the same on every screen; other users get a colour from their id. */
  colorOf(userId: string): string {
    const present = this.people.find((person) => person.userId === userId);
    return present ? colorNumbered(present.color) : personColor(userId);
  }

  close(): void {
    this.#undo();
  }
}
