/** What the operator reads when the hub cannot use Redis at its start. */

import { ClusterStartError } from '../start-error.ts';

/** Redis answers, and its answer would be the same at the next attempt. */
export function isFinal(error: unknown): boolean {
  return error instanceof Error && (/^(NOAUTH|WRONGPASS|NOPERM|ERR )/.test(error.message) || causeOf(error) === 'certificate');
}

/** Names REDIS_URL, without its password. */
export function failureOf(url: string, error: unknown): ClusterStartError {
  const message = error instanceof Error ? error.message || ((error as NodeJS.ErrnoException).code ?? error.name) : String(error);
  return new ClusterStartError(`REDIS_URL=${shownUrl(url)}: ${explained(error, message)}`, { cause: error });
}

function explained(error: unknown, message: string): string {
  if (/^(NOAUTH|WRONGPASS)/.test(message)) return 'Redis refuses the user or password';
  if (message.startsWith('NOPERM')) return `the user may not run the commands of the hub: ${message}`;
  if (/unknown (sub)?command/i.test(message)) return 'needs Redis 7 or newer, or Valkey: the server knows no sharded pub/sub';
  if (/DB index is out of range/i.test(message)) return 'the server has no database of this number';
  if (causeOf(error) === 'certificate') return `the certificate of Redis is not accepted: ${message}`;
  return `Redis does not answer: ${message}`;
}

function causeOf(error: unknown): 'certificate' | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  return /CERT|SELF_SIGNED|ALTNAME/.test(code) ? 'certificate' : undefined;
}

/** The address without user and password. */
export function shownUrl(url: string): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}
