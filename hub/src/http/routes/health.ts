import { healthSchema, readySchema } from '@eyepiece/shared-types';
import type { HubServices } from '../../services.ts';
import { route, type Route } from '../route.ts';

export function healthRoutes({ version, database, registry }: HubServices): Route[] {
  return [
    route({
      method: 'get',
      path: '/health',
      tag: 'Service',
      summary: 'Whether the hub runs',
      allow: 'public',
      answer: { schema: healthSchema },
      handle: () => ({ status: 'ok', version, uptimeSeconds: Math.round(process.uptime()) }),
    }),
    route({
      method: 'get',
      path: '/ready',
      tag: 'Service',
      summary: 'Whether the hub can do its work: 503 while the database is away',
      allow: 'public',
      answer: { schema: readySchema },
      handle: async ({ ctx }) => {
        const ok = await database.ping();
        const cameras = registry.all.filter((camera) => camera.online).length;
        ctx.status = ok ? 200 : 503;
        ctx.body = { status: ok ? 'ready' : 'not_ready', database: ok ? 'ok' : 'unavailable', cameras };
        return undefined;
      },
    }),
  ];
}
