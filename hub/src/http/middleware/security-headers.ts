/** Security headers, with a content security policy for the UI and the API page. */
import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import helmet from 'koa-helmet';

/** Host and port without characters that could end the directive. */
const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** @param allowedOrigins other public names of this hub, for proxies that replace the Host header */
export function securityHeaders(allowedOrigins: readonly string[]): Middleware {
  const hosts = allowedOrigins.flatMap((origin) => (URL.canParse(origin) ? [new URL(origin).host] : []));
  const connectSrc = ({ headers }: Pick<IncomingMessage, 'headers'>): string => {
    const own = headers.host !== undefined && HOST.test(headers.host) ? [headers.host] : [];
    // Safari before 15.4 does not include WebSockets of the same host in 'self'.
    return ["'self'", ...[...own, ...hosts].flatMap((host) => [`ws://${host}`, `wss://${host}`])].join(' ');
  };

  return helmet({
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
    // Hubs in laboratories are reached by plain HTTP. A TLS proxy adds this header itself.
    strictTransportSecurity: false,
    // Browsers ignore it on plain HTTP, with a warning in the console.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xFrameOptions: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
  });
}
