/** Addresses of the hub as its clients have to spell them. */
import type { Context } from 'koa';
import type { Config } from '../../config.ts';

type Published = Pick<Config, 'basePath' | 'allowedOrigins'>;

/**
 * The whole address of a path, to be sent to other people. The Origin of a page of ours says where it was loaded from,
 * also when a proxy hides protocol and host.
 */
export function publicUrl(ctx: Context, { basePath, allowedOrigins }: Published, path: string): string {
  const origin = ctx.get('origin');
  const isOurs = allowedOrigins.includes(origin) || (ctx.host !== '' && URL.parse(origin)?.host === ctx.host);
  const known = isOurs ? origin : ctx.host === '' ? '' : `${ctx.protocol}://${ctx.host}`;
  return `${known}${basePath}${path}`;
}

/** Whether the client came by https. Its own page says so too: a proxy that speaks TLS may not be in TRUST_PROXY. */
export function cameByHttps(ctx: Context): boolean {
  return ctx.secure || ctx.get('origin').startsWith('https://');
}
