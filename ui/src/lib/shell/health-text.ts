import type { HubHealth } from '@eyepiece/shared-types';

const FULL = { disk: "The hub's disk is full", quota: 'The quota is used up' } as const;

/** Why captures do not reach the library, and how many wait in spools, or what else is missing; null when nothing is. */
export function healthText(health: HubHealth | null, spooled: number): string | null {
  if (health === null) return null;
  if (health.database === 'ok' && health.full === null) return hubsText(health);
  const trouble = health.database === 'unavailable' || health.full === null ? 'Database not reachable' : FULL[health.full];
  return `${trouble}: captures wait in the camera's spool${spooled > 0 ? ` (${spooled})` : ''}`;
}

function hubsText({ redis, hubs }: HubHealth): string | null {
  if (redis === 'unavailable') return 'Other hubs not reachable: what happens there is shown later';
  if (hubs === 'unreachable') return 'A hub is not reachable from this one: its cameras do not answer here';
  return null;
}
