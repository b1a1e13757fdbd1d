import { firstRunSchema, firstRunStateSchema, loginResultSchema } from '@eyepiece/shared-types';
import type { OperationsServices, PeopleServices } from '../../../process/opening/services.ts';
import { route, tagged, type Route } from '../../routing/route.ts';
import { beginLogin } from './auth.ts';

export function firstRunRoutes(services: PeopleServices & OperationsServices): Route[] {
  const { firstRun } = services;
  return tagged('Sign in', [
    route.get('/setup', {
      summary: 'Whether the hub waits for its first administrator',
      allow: 'public',
      answer: firstRunStateSchema,
      handle: () => ({ open: firstRun.isOpen }),
    }),
    route.post('/setup', {
      summary: 'Create the first administrator with the link that the hub prints while there are no users, and sign in',
      allow: 'public',
      body: firstRunSchema,
      answer: loginResultSchema,
      handle: async ({ body: { link, ...input }, ctx }) => beginLogin(services, await firstRun.finish(link, input, ctx.ip), ctx),
    }),
  ]);
}
