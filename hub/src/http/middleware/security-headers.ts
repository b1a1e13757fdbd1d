/** Security headers, with a content security policy for the UI and the API page. */
import type { IncomingMessage } from 'node:http';
import { withoutKeys } from '@eyepiece/shared-types';
import type { Middleware } from 'koa';
import helmet from 'koa-helmet';

/** Host and port without characters that could end the directive. */
export const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

interface SecurityHeaderOptions {
  /** Other public names of this hub, for proxies that replace the Host header. */
  readonly allowedOrigins: readonly string[];
  /** Sent over the hub's own HTTPS port. Undefined without a certificate of the operator: browsers refuse exceptions afterwards. */
  readonly hstsSeconds: number | undefined;
}

export function securityHeaders({ allowedOrigins, hstsSeconds }: SecurityHeaderOptions): Middleware {
  const hosts = allowedOrigins.flatMap((origin) => (URL.canParse(origin) ? [new URL(origin).host] : []));
  const connectSrc = ({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): string => {
    // Over plain HTTP, a proxy with HTTPS may be in front.
    const schemes = isEncrypted(socket) ? ['wss'] : ['ws', 'wss'];
    const { host } = headers;
    const own = host !== undefined && HOST.test(host) && withoutKeys(host) === host ? [host] : [];
    // Safari before 15.4 does not include WebSockets of the same host in 'self'.
    return ["'self'", ...[...own, ...hosts].flatMap((host) => schemes.map((scheme) => `${scheme}://${host}`))].join(' ');
  };

  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Overlays and charts use style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        connectSrc: [connectSrc],
        workerSrc: ["'self'"],
        fontSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: false, // only over the HTTPS port, below
    // Browsers ignore it on plain HTTP, with a warning in the console.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xFrameOptions: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
  });
  return async (ctx, next) => {
    // A proxy with HTTPS adds the header itself.
    if (hstsSeconds !== undefined && isEncrypted(ctx.req.socket)) ctx.set('Strict-Transport-Security', `max-age=${hstsSeconds}`);
    await protect(ctx, next);
  };
}

function isEncrypted(socket: IncomingMessage['socket']): boolean {
  return 'encrypted' in socket && socket.encrypted === true;
}
