/** The environment variables of the hub, with their limits and defaults. `config.ts` makes the configuration of them. */
import { z } from 'zod';
import { DEFAULT_LIMITS } from './limits/limits.ts';
import { parseBasePath } from '@eyepiece/shared-types/base-path';
import { parseTrustProxy } from '../network/client.ts';
import { parseNames } from '../network/tls/names.ts';

const port = z.coerce.number().int().min(0).max(65535);
const sockets = z.coerce.number().int().min(2).max(65_536);
const optionalText = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .optional();

/** Origins, separated by commas. */
const origins = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((origin) => origin.trim().replace(/\/$/, ''))
      .filter(Boolean),
  );

/** Text parsed by `parse`; the message of its error becomes the validation message. */
const parsedBy = <T>(parse: (text: string) => T) =>
  z
    .string()
    .default('')
    .transform((text, context): T => {
      try {
        return parse(text);
      } catch (error) {
        context.addIssue((error as Error).message);
        return z.NEVER;
      }
    });

/** The base address of a hub, without a trailing slash. Pages and requests have paths below it. */
function parseBaseUrl(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error('must be an http:// or https:// address');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new Error('may have a host, a port and a path only');
  return url.href.replace(/\/+$/, '');
}

export const environmentSchema = z.object({
  HUB_HOST: z.string().min(1).default('0.0.0.0'),
  HUB_PORT: port.default(3000),
  TLS: z.enum(['on', 'off']).optional(),
  TLS_PORT: port.optional(),
  TLS_CERT: optionalText,
  TLS_KEY: optionalText,
  TLS_NAMES: parsedBy(parseNames),
  HSTS_DAYS: z.coerce.number().int().min(0).max(730).default(180),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// address; `npm start` supplies one' }),
  // The PostgreSQL driver reads it if the address has no password.
  PGPASSWORD: optionalText,
  UI_DIR: z.string().min(1).default('./ui/dist'),
  CLIENTS_DIR: z.string().min(1).default('./clients/dist'),
  MANUAL_DIR: z.string().min(1).default('./manual/dist'),
  SERVICE_TIMEOUT: z.coerce.number().int().min(100).max(600_000).default(30_000),
  DEFAULT_CAMERA: optionalText,
  EYEPIECE_ADMIN_EMAIL: optionalText,
  EYEPIECE_ADMIN_PASSWORD: optionalText,
  SESSION_HOURS: z.coerce
    .number()
    .positive()
    .max(24 * 30)
    .default(12),
  ALLOWED_ORIGINS: origins,
  CORS_ORIGINS: origins.superRefine((list, context) => {
    const wrong = list.find((origin) => !/^https?:$/.test(URL.parse(origin)?.protocol ?? '') || URL.parse(origin)?.origin !== origin);
    if (wrong !== undefined)
      context.addIssue({ code: 'custom', message: `"${wrong}" is not an origin: name scheme, host and port, such as https://lab.example` });
  }),
  BASE_PATH: parsedBy(parseBasePath),
  METRICS_TOKEN: optionalText.refine((token) => token === undefined || token.length >= 16, 'needs at least 16 characters'),
  TRUST_PROXY: parsedBy(parseTrustProxy),
  DISK_RESERVE_MB: z.coerce.number().int().min(16).max(1_048_576).default(256),
  AUDIT_DAYS: z.coerce.number().int().min(1).max(3650).default(730),
  MAX_CAPTURE_MB: z.coerce.number().int().min(1).max(65_536).default(8192),
  MAX_CONNECTIONS: z.coerce.number().int().min(16).max(65_535).default(DEFAULT_LIMITS.http.maxConnections),
  MAX_CONNECTIONS_PER_ADDRESS: z.coerce.number().int().min(16).max(65_535).default(DEFAULT_LIMITS.http.maxConnectionsPerAddress),
  SOCKETS_PER_USER: sockets.default(DEFAULT_LIMITS.sockets.maxPerUser),
  SOCKETS_PER_LINK: sockets.default(DEFAULT_LIMITS.sockets.maxPerShare),
  SOCKETS_PER_ADDRESS: sockets.default(DEFAULT_LIMITS.sockets.maxPerAddress),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// address' })
    .refine((url) => /^\/?\d{0,4}$/.test(new URL(url).pathname), 'may have a database number after the host, and no other path')
    .optional(),
  HUB_ADVERTISE_URL: parsedBy(parseBaseUrl),
  PUBLIC_URL: parsedBy(parseBaseUrl),
  CLUSTER_TOKEN: optionalText.refine(
    (token) => token === undefined || /^[!-~]{32,512}$/.test(token),
    'needs 32 to 512 visible ASCII characters without spaces',
  ),
  CLUSTER_CA: optionalText,
});

export type Values = z.output<typeof environmentSchema>;
