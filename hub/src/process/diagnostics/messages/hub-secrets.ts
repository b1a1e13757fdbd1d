/** The secrets of the hub itself, which no message shows. */
import type { Secrets } from '@eyepiece/host/data-folder/secrets';
import type { Config } from '../../config.ts';

export interface HubSecretsParts {
  readonly config: Pick<Config, 'admin' | 'databaseUrl' | 'databasePassword' | 'metricsToken'>;
  readonly secrets: Secrets;
  readonly firstRunLink: string | undefined;
}

export function hubSecrets({ config, secrets, firstRunLink }: HubSecretsParts): string[] {
  const { metricsToken, databasePassword, admin } = config;
  const own = [secrets.cameraToken, secrets.jwtSecret, metricsToken, databasePassword, admin.password, firstRunLink];
  return [...own, ...databasePasswords(config.databaseUrl)].filter((secret) => secret !== undefined);
}

/** As written in the address, and decoded. The driver also takes a password from the query. */
function databasePasswords(address: string): string[] {
  const url = URL.parse(address);
  const [, inQuery = ''] = /[?&]password=([^&]*)/.exec(url?.search ?? '') ?? [];
  return [url?.password ?? '', inQuery].filter((encoded) => encoded !== '').flatMap(withDecoded);
}

function withDecoded(encoded: string): string[] {
  try {
    return [...new Set([encoded, decodeURIComponent(encoded)])];
  } catch {
    return [encoded];
  }
}
