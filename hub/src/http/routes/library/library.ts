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
import type { LibraryServices, OperationsServices, PeopleServices } from '../../../process/opening/services.ts';
import { byOf, route, tagged, type Route } from '../../routing/route.ts';

/** Captures named by one entry of the audit trail, which bounds its size. */
const IDS_PER_ENTRY = 500;

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
      at: 'handler',
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
        const subject = `${String(result.changed.length)} captures`;
        for (const ids of inParts(result.changed, IDS_PER_ENTRY)) {
          const details = { change: body.change, ids };
          await audit.record({ ...byOf(principal, ctx), action: `captures.${kind}`, subject, details });
        }
        return result;
      },
    }),
  ]);
}

function inParts<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) => all.slice(part * size, (part + 1) * size));
}
