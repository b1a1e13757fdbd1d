/** Security headers, with a content security policy that the UI and the API page pass. */
import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import helmet from 'koa-helmet';

/** A host and port that cannot end the directive it is written into. */
const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** `allowedOrigins`: other names of this hub, which a proxy that hides the Host may stand for. */
export function securityHeaders(allowedOrigins: readonly string[]): Middleware {
  const hosts = allowedOrigins.flatMap((origin) => (URL.canParse(origin) ? [new URL(origin).host] : []));
  const connectSrc = ({ headers }: Pick<IncomingMessage, 'headers'>): string => {
    const own = headers.host !== undefined && HOST.test(headers.host) ? [headers.host] : [];
    // Safari before 15.4 does not count WebSockets of the page's own host as 'self'.
    return ["'self'", ...[...own, ...hosts].flatMap((host) => [`ws://${host}`, `wss://${host}`])].join(' ');
  };

  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Overlays and charts position things by style attributes.
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
    // A lab's hub is reached by plain http from the next bench; a proxy that speaks TLS sets this itself.
    strictTransportSecurity: false,
    // Ignored, with a warning in the console, wherever the origin is not trustworthy: plain http again.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xFrameOptions: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
  });
}
