import type { Principal } from '../caller.ts';

interface Used {
  readonly loginSessions: { used(principal: Principal, address?: string): void };
  readonly apiKeys: { used(id: string, address?: string): void };
}

/** Records a use of the sign-in or the API key of a principal; written within a minute. */
export function recordUse({ loginSessions, apiKeys }: Used, principal: Principal, address?: string): void {
  if (principal.key) apiKeys.used(principal.key.id, address);
  else loginSessions.used(principal, address);
}
