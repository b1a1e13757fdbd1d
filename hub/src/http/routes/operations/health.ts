import { failingPartsSchema, healthSchema, logTailsSchema, readySchema } from '@eyepiece/shared-types';
import { can } from '../../../people/policies.ts';
import { isBearer } from '../../../network/bearer.ts';
import type { LiveServices, OperationsServices } from '../../../process/opening/services.ts';
import { failingParts } from '../../../process/launcher/failing-parts.ts';
import { logTails } from '../../../process/launcher/log-tails.ts';
import { route, tagged, type Route } from '../../routing/route.ts';

/** Below the API only. */
export function logRoutes({ config, cameraToken }: OperationsServices): Route[] {
  return tagged('Service', [
    route.get('/logs', {
      summary: 'Get the last lines of the logs of hub, database and cameras that the launcher runs on this machine',
      allow: 'user:admin',
      answer: logTailsSchema,
      handle: async () => ({ logs: await logTails(config.dataDir, cameraToken) }),
    }),
    route.get('/failing-parts', {
      summary: 'List the processes of the launcher that do not start or end again and again; with their last words for administrators',
      allow: 'camera:view',
      answer: failingPartsSchema,
      handle: async ({ principal }) => {
        const parts = await failingParts(config.dataDir, cameraToken);
        return { parts: can(principal.role, 'user:admin') ? parts : parts.map(({ reason: _hidden, ...part }) => part) };
      },
    }),
  ]);
}

export function healthRoutes({ version, database, registry, cameraToken }: LiveServices & OperationsServices): Route[] {
  return tagged('Service', [
    route.get('/health', {
      summary: 'Whether the hub is running; with its version for signed-in users',
      allow: 'public',
      answer: healthSchema,
      handle: ({ principal }) => ({
        status: 'ok',
        ...(principal && !principal.guest && { version, uptimeSeconds: Math.round(process.uptime()) }),
      }),
    }),
    route.get('/ready', {
      summary: 'Whether the hub is ready: 503 while the database is unavailable',
      allow: 'public',
      answer: readySchema,
      handle: async ({ principal, ctx }) => {
        const ok = await database.ping();
        const cameras = registry.all.filter((camera) => camera.online).length;
        ctx.status = ok ? 200 : 503;
        // The launcher waits for its cameras, and authenticates with the camera token.
        const mayKnow = (principal && !principal.guest) ?? isBearer(ctx.get('authorization'), cameraToken);
        const refusedCaptures = registry.all.reduce((sum, { state }) => sum + (state.refused?.count ?? 0), 0);
        ctx.body = {
          status: ok ? 'ready' : 'not_ready',
          ...(mayKnow && { database: ok ? 'ok' : 'unavailable', cameras }),
          ...(principal && can(principal.role, 'user:admin') && { refusedCaptures }),
        };
        return undefined;
      },
    }),
  ]);
}
