import { loginSessionsSchema, type LoginSession } from '@eyepiece/shared-types';
import { z } from 'zod';
import { notFound } from '../../../errors.ts';
import type { OperationsServices, PeopleServices } from '../../../process/opening/services.ts';
import { uuidOr404 } from '../../routing/params.ts';
import { personOf, route, tagged, type Route } from '../../routing/route.ts';
import { setSessionCookie } from './auth.ts';

const endedSchema = z.object({ ended: z.int().min(0).meta({ description: 'Number of sign-ins ended' }) });

export function loginSessionRoutes({ loginSessions, users, audit, config }: PeopleServices & OperationsServices): Route[] {
  async function listOf(userId: string, currentId: string): Promise<{ sessions: LoginSession[] }> {
    const sessions = await loginSessions.list(userId);
    return { sessions: sessions.map((session) => ({ ...session, current: session.id === currentId })) };
  }

  return tagged('Sign in', [
    route.get('/auth/sessions', {
      summary: 'List my active sign-ins, the last used first',
      allow: 'signed-in',
      answer: loginSessionsSchema,
      handle: ({ principal }) => listOf(principal.userId, principal.loginSessionId),
    }),
    route.delete('/auth/sessions', {
      summary: 'End all my other sign-ins, with their sockets and feeds',
      allow: 'signed-in',
      answer: endedSchema,
      handle: async ({ principal, ctx }) => {
        const ended = await loginSessions.endAll(principal.userId, { exceptId: principal.loginSessionId });
        const origin = { principal: personOf(principal, ctx), address: ctx.ip };
        await audit.record({ ...origin, action: 'sign-in.ended', subject: principal.email, details: { ended, others: true } });
        return { ended };
      },
    }),
    route.delete('/auth/sessions/{id}', {
      summary: 'End one of my sign-ins, with its sockets and feeds',
      allow: 'signed-in',
      answer: { status: 204, description: 'Ended' },
      handle: async ({ id, principal, ctx }) => {
        const sessionId = uuidOr404(id, 'Sign-in');
        if (!(await loginSessions.end(sessionId, principal.userId))) throw notFound('Sign-in');
        const origin = { principal: personOf(principal, ctx), address: ctx.ip };
        await audit.record({ ...origin, action: 'sign-in.ended', subject: principal.email, details: { id: sessionId } });
        if (sessionId === principal.loginSessionId) setSessionCookie(ctx, config, null, 0);
      },
    }),
    route.get('/users/{id}/sessions', {
      tag: 'People',
      summary: "List a user's active sign-ins, the last used first",
      allow: 'user:admin',
      answer: loginSessionsSchema,
      handle: async ({ id, principal }) => listOf((await users.get(uuidOr404(id, 'User'))).id, principal.loginSessionId),
    }),
    route.delete('/users/{id}/sessions', {
      tag: 'People',
      summary: "End all of a user's sign-ins, with their sockets and feeds",
      allow: 'user:admin',
      answer: endedSchema,
      handle: async ({ id, principal, ctx }) => {
        const user = await users.get(uuidOr404(id, 'User'));
        const ended = await loginSessions.endAll(user.id);
        const origin = { principal: personOf(principal, ctx), address: ctx.ip };
        await audit.record({ ...origin, action: 'sign-in.ended', subject: user.email, details: { ended } });
        return { ended };
      },
    }),
  ]);
}
