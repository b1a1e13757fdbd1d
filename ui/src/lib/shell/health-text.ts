import type { HubHealth } from '@eyepiece/shared-types';

const FULL = { disk: "The hub's disk is full", quota: 'The quota is used up' } as const;

/** What keeps captures from the library, with how many wait in the cameras' spools; null when nothing does. */
export function healthText(health: HubHealth | null, spooled: number): string | null {
  if (health === null || (health.database === 'ok' && health.full === null)) return null;
  const trouble = health.database === 'unavailable' || health.full === null ? 'Database away' : FULL[health.full];
  return `${trouble}: captures wait in the camera's spool${spooled > 0 ? ` (${spooled})` : ''}`;
}
