/** Public addresses of the hub. */
import type { Context } from 'koa';
import type { Config } from '../../process/config.ts';

const SCHEMES = ['http', 'https'];

type Published = Pick<Config, 'basePath' | 'allowedOrigins'>;

/**
 * The absolute address of a path, for sharing. The Origin of the hub's own page gives the public address, even when a
 * proxy hides protocol and host.
 */
export function publicUrl(ctx: Context, { basePath, allowedOrigins }: Published, path: string): string {
  const origin = ctx.get('origin');
  const isOurs = allowedOrigins.includes(origin) || (ctx.host !== '' && SCHEMES.some((scheme) => origin === `${scheme}://${ctx.host}`));
  const known = isOurs ? origin : ctx.host === '' ? '' : `${ctx.protocol}://${ctx.host}`;
  return `${known}${basePath}${path}`;
}

/** Whether the client uses HTTPS. The Origin is checked as well, because a TLS proxy may be missing in TRUST_PROXY. */
export function usesHttps(ctx: Context): boolean {
  return ctx.secure || ctx.get('origin').startsWith('https://');
}
