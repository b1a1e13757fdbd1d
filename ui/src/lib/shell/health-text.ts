import type { HubHealth } from '@eyepiece/shared-types';

const FULL = { disk: "The hub's disk is full", quota: 'The quota is used up' } as const;
const STORE = {
  unavailable: 'File store not reachable',
  full: 'The file store is full',
  refuses: 'The file store refuses access',
} as const;

/** Why captures do not reach the library, and how many wait in spools, or what else is missing; null when nothing is. */
export function healthText(health: HubHealth | null, spooled: number): string | null {
  if (health === null) return null;
  const trouble = troubleOf(health);
  if (trouble !== undefined) return `${trouble}: captures wait in the camera's spool${spooled > 0 ? ` (${spooled})` : ''}`;
  return hubsText(health);
}

function troubleOf({ database, full, store }: HubHealth): string | undefined {
  if (database === 'unavailable') return 'Database not reachable';
  if (store !== 'ok') return STORE[store];
  return full === null ? undefined : FULL[full];
}

function hubsText({ redis, hubs }: HubHealth): string | null {
  if (redis === 'unavailable') return 'Other hubs not reachable: what happens there is shown later';
  if (hubs === 'unreachable') return 'A hub is not reachable from this one: its cameras do not answer here';
  return null;
}
