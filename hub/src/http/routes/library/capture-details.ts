/** What surrounds one capture, and what its pixels are like. */
import {
  captureFilterSchema,
  captureRevisionSchema,
  captureStatisticsSchema,
  captureViewQuerySchema,
  neighboursSchema,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { mayViewSession } from '../../../people/policies.ts';
import type { LibraryServices } from '../../../services.ts';
import { guestsOfCapture } from '../../routing/guests.ts';
import { uuidOr404 } from '../../routing/params.ts';
import { route, type Route } from '../../routing/route.ts';
import { wantedBy } from '../../routing/wanted.ts';

const WHAT = 'Capture';
/** A master never changes, but who may see it does: the browser asks each time, and is answered 304. */
const CHECKED = 'private, no-cache';

export function captureDetailRoutes({ captures }: LibraryServices): Route[] {
  const { library, views } = captures;
  const tag = 'Captures';
  const guests = guestsOfCapture({ captures });
  return [
    route({
      method: 'get',
      path: '/captures/{id}/neighbours',
      tag,
      summary: 'The captures before and after it, and its place, in a list with this filter',
      allow: 'capture:view',
      guests: async ({ id, query, principal }) =>
        !query.deleted && mayViewSession(principal, query.sessionId) && (await guests({ id, principal })),
      query: captureFilterSchema,
      answer: { schema: neighboursSchema },
      handle: ({ id, query }) => library.neighbours(uuidOr404(id, WHAT), query),
    }),
    route({
      method: 'get',
      path: '/captures/{id}/history',
      tag,
      summary: 'What people changed about it, and when, oldest first',
      allow: 'capture:view',
      guests,
      answer: { schema: z.object({ revisions: z.array(captureRevisionSchema) }) },
      handle: async ({ id }) => ({ revisions: await library.history(uuidOr404(id, WHAT)) }),
    }),
    route({
      method: 'get',
      path: '/captures/{id}/view',
      tag,
      summary: 'A picture of 8 bits through a window of the master’s samples; without one, as in its thumbnail',
      allow: 'capture:view',
      guests,
      query: captureViewQuerySchema,
      answer: { mediaType: 'image/webp' },
      handle: async ({ id, query, principal, ctx }) => {
        const row = await library.row(uuidOr404(id, WHAT));
        ctx.status = 200;
        ctx.set({ ETag: views.etagOf(row, query), 'Cache-Control': CHECKED });
        if (ctx.fresh) {
          ctx.status = 304;
          return undefined;
        }
        const { bytes, contentType } = await views.render(row, query, wantedBy(principal, ctx));
        ctx.type = contentType;
        ctx.body = bytes;
        return undefined;
      },
    }),
    route({
      method: 'get',
      path: '/captures/{id}/statistics',
      tag,
      summary: 'Histogram and percentiles of its samples',
      allow: 'capture:view',
      guests,
      answer: { schema: captureStatisticsSchema },
      handle: async ({ id, principal, ctx }) => {
        const statistics = await views.statistics(await library.row(uuidOr404(id, WHAT)), wantedBy(principal, ctx));
        ctx.set('Cache-Control', CHECKED);
        return statistics;
      },
    }),
  ];
}
