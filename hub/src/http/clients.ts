/** Makes Koa's `ip`, `protocol`, `secure`, `host` and `hostname` agree with `clientOf`, which alone knows the proxies. */
import type Koa from 'koa';
import type { ClientOf } from '../network/client.ts';

export function describeClients(app: Koa, clientOf: ClientOf): void {
  const getter = (read: (request: Koa.Request) => string): PropertyDescriptor => ({
    get(this: Koa.Request) {
      return read(this);
    },
  });
  Object.defineProperties(app.request, {
    ip: getter(({ req }) => clientOf(req).address),
    protocol: getter(({ req }) => clientOf(req).protocol),
    host: getter(({ req }) => clientOf(req).host),
  });
}
