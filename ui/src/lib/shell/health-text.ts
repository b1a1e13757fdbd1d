import type { HubHealth } from '@eyepiece/shared-types';

const FULL = { disk: "The hub's disk is full", quota: 'The quota is used up' } as const;
const STORE = {
  unavailable: 'File store not reachable',
  full: 'The file store is full',
  refuses: 'The file store refuses access',
} as const;

const CERTIFICATE = {
  not_renewed: 'The changed certificate of HTTPS cannot be used: the log of the hub has the reason',
  expiring: 'The certificate of HTTPS expires soon',
  invalid: 'The certificate of HTTPS is not valid: browsers refuse the secure address',
} as const;

/**
 * Why captures do not reach the library, and how many wait in spools, or what else is missing; null when nothing is.
 * @param administers whether the user can do something about the certificate
 */
export function healthText(health: HubHealth | null, spooled: number, administers = false): string | null {
  if (health === null) return null;
  const trouble = troubleOf(health);
  if (trouble !== undefined) return `${trouble}: captures wait in the camera's spool${spooled > 0 ? ` (${spooled})` : ''}`;
  return hubsText(health) ?? (administers ? certificateText(health) : null);
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

function certificateText({ certificate = 'ok' }: HubHealth): string | null {
  return certificate === 'ok' ? null : CERTIFICATE[certificate];
}
