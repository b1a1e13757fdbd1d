/** Many captures at once. Registered before the routes of one: `timeline` is no id. */
import {
  bulkChangeSchema,
  bulkResultSchema,
  captureFilterSchema,
  facetsSchema,
  timelineQuerySchema,
  timelineSchema,
} from '@eyepiece/shared-types';
import { authorize, authorizeCapture, mayViewSession } from '../../../people/policies.ts';
import { facetsOf, timelineOf } from '../../../captures/search/library-counts.ts';
import type { LibraryServices, OperationsServices, PeopleServices } from '../../../services.ts';
import { route, type Route } from '../../routing/route.ts';

export function libraryRoutes({ captures, database, audit, diskReserve }: LibraryServices & PeopleServices & OperationsServices): Route[] {
  const tag = 'Captures';
  return [
    route({
      method: 'get',
      path: '/captures/timeline',
      tag,
      summary: 'How many captures each day has, newest first, in a time zone',
      allow: 'capture:view',
      guests: ({ query, principal }) => !query.deleted && mayViewSession(principal, query.sessionId),
      query: timelineQuerySchema,
      answer: { schema: timelineSchema },
      handle: ({ query: { timeZone, ...filter } }) => timelineOf(database, filter, timeZone),
    }),
    route({
      method: 'get',
      path: '/captures/facets',
      tag,
      summary: 'Values that captures under a filter have, the most frequent first',
      allow: 'capture:view',
      guests: ({ query, principal }) => !query.deleted && mayViewSession(principal, query.sessionId),
      query: captureFilterSchema,
      answer: { schema: facetsSchema },
      handle: ({ query }) => facetsOf(database, query),
    }),
    route({
      method: 'post',
      path: '/captures/bulk',
      tag,
      summary: 'One change to many captures: those that the caller may change are changed, the others are named. Only admins purge',
      allow: 'capture:edit',
      stores: false,
      body: bulkChangeSchema,
      answer: { schema: bulkResultSchema },
      handle: async ({ body, principal, ctx }) => {
        const { kind } = body.change;
        if (kind === 'purge') authorize(principal, 'capture:purge');
        // Trashing and purging make room.
        if (kind === 'rate' || kind === 'tags') await diskReserve.assertRoom();
        const action = kind === 'trash' || kind === 'restore' ? 'capture:delete' : 'capture:edit';
        const result = await captures.changeAll(body, principal, (capture) => authorizeCapture(principal, action, capture));
        const details = { change: body.change, ids: result.changed };
        const subject = `${String(result.changed.length)} captures`;
        if (result.changed.length > 0) await audit.record({ principal, address: ctx.ip, action: `captures.${kind}`, subject, details });
        return result;
      },
    }),
  ];
}
