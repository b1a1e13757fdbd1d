/** Routes for many captures. Registered before those of single captures, so that `timeline` is not taken for an id. */
import {
  bulkChangeSchema,
  bulkResultSchema,
  captureFilterSchema,
  facetsSchema,
  timelineQuerySchema,
  timelineSchema,
} from '@eyepiece/shared-types';
import { authorize, authorizeCapture, mayViewSession } from '../../../people/policies.ts';
import { facetsOf, timelineOf } from '../../../library/captures/search/library-counts.ts';
import type { LibraryServices, OperationsServices, PeopleServices } from '../../../process/services.ts';
import { route, tagged, type Route } from '../../routing/route.ts';

export function libraryRoutes({ captures, database, audit, diskReserve }: LibraryServices & PeopleServices & OperationsServices): Route[] {
  return tagged('Captures', [
    route.get('/captures/timeline', {
      summary: 'Count captures per day in a time zone, newest first',
      allow: 'capture:view',
      guests: ({ query, principal }) => !query.deleted && mayViewSession(principal, query.sessionId),
      query: timelineQuerySchema,
      answer: timelineSchema,
      handle: ({ query: { timeZone, ...filter } }) => timelineOf(database, filter, timeZone),
    }),
    route.get('/captures/facets', {
      summary: 'List the values of filtered captures, the most frequent first',
      allow: 'capture:view',
      guests: ({ query, principal }) => !query.deleted && mayViewSession(principal, query.sessionId),
      query: captureFilterSchema,
      answer: facetsSchema,
      handle: ({ query }) => facetsOf(database, query),
    }),
    route.post('/captures/bulk', {
      summary: 'Apply one change to many captures; returns those that were refused. Only administrators may purge',
      allow: 'capture:edit',
      stores: false,
      body: bulkChangeSchema,
      answer: bulkResultSchema,
      handle: async ({ body, principal, ctx }) => {
        const { kind } = body.change;
        if (kind === 'purge') authorize(principal, 'capture:purge');
        // Trashing and purging free space.
        if (kind === 'rate' || kind === 'tags') await diskReserve.assertRoom();
        const action = kind === 'trash' || kind === 'restore' ? 'capture:delete' : 'capture:edit';
        const result = await captures.changeAll(body, principal, (capture) => authorizeCapture(principal, action, capture));
        const details = { change: body.change, ids: result.changed };
        const subject = `${String(result.changed.length)} captures`;
        if (result.changed.length > 0) await audit.record({ principal, address: ctx.ip, action: `captures.${kind}`, subject, details });
        return result;
      },
    }),
  ]);
}
