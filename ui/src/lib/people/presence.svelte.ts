import type { Present } from '@eyepiece/shared-types';
import type { HubClient } from '../hub/clients/hub-client.ts';
import { colorNumbered, inkOf, personColor } from './person-color.ts';

/** Users who have the workstation open. */
export class Presence {
  people = $state.raw<readonly Present[]>([]);
  readonly #undo: () => void;
  /** Bounded by the accounts and guests who were present while the page was open. */
  readonly #seen: Record<string, number> = {};

  constructor(hub: HubClient) {
    this.#undo = hub.events.on('presence', (people) => {
      this.people = people;
      for (const { userId, color } of people) this.#seen[userId] = color;
    });
  }

  watching(cameraId: string | undefined): Present[] {
    return this.people.filter((person) => cameraId !== undefined && person.cameraIds.includes(cameraId));
  }

  /**
   * Present users have distinct colours, the same on every screen, and keep them on this page after they leave. Other
   * users get the colour that the hub would give them if it were free.
   */
  colorOf(userId: string): string {
    const color = this.people.find((person) => person.userId === userId)?.color ?? this.#seen[userId];
    return color === undefined ? personColor(userId) : colorNumbered(color);
  }

  /** The same colour for text on the ground of the page, as CSS. */
  inkOf(userId: string): string {
    return inkOf(this.colorOf(userId));
  }

  close(): void {
    this.#undo();
  }
}
