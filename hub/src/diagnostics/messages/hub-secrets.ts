/** The secrets of the hub itself, which no message shows. */
import type { Secrets } from '@eyepiece/host/data-folder/secrets';
import type { Config } from '../../process/config.ts';

export interface HubSecretsParts {
  readonly config: Pick<Config, 'admin' | 'databaseUrl' | 'metricsToken'>;
  readonly secrets: Secrets;
  readonly firstAdmin: { readonly password?: string } | undefined;
}

export function hubSecrets({ config, secrets, firstAdmin }: HubSecretsParts): string[] {
  const own = [secrets.cameraToken, secrets.jwtSecret, config.metricsToken, config.admin.password, firstAdmin?.password];
  return [...own, ...databasePasswords(config.databaseUrl)].filter((secret) => secret !== undefined);
}

/** As written in the address, and decoded. */
function databasePasswords(address: string): string[] {
  const encoded = URL.parse(address)?.password ?? '';
  if (encoded === '') return [];
  try {
    return [...new Set([encoded, decodeURIComponent(encoded)])];
  } catch {
    return [encoded];
  }
}
