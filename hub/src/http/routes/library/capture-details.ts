/** Details of one capture: neighbours, history, view and statistics. */
import {
  captureFilterSchema,
  captureHistorySchema,
  captureSchema,
  filterCaptureSchema,
  captureStatisticsSchema,
  captureViewQuerySchema,
  neighboursSchema,
} from '@eyepiece/shared-types';
import { authorizeAt, mayViewSession } from '../../../people/policies.ts';
import type { LibraryServices } from '../../../process/opening/services.ts';
import { guestsOfCapture } from '../../routing/guests.ts';
import { uuidOr404 } from '../../routing/params.ts';
import { route, tagged, type Route } from '../../routing/route.ts';
import { CHECKED } from '../../sending/send-file.ts';
import { wantedBy } from '../../routing/wanted.ts';

const WHAT = 'Capture';

export function captureDetailRoutes({ captures }: LibraryServices): Route[] {
  const { library, views } = captures;
  const guests = guestsOfCapture({ captures });
  return tagged('Captures', [
    route.get('/captures/{id}/neighbours', {
      summary: 'Get the previous and next capture and the position in the filtered list',
      allow: 'capture:view',
      guests: async ({ id, query, principal }) =>
        !query.deleted && mayViewSession(principal, query.sessionId) && (await guests({ id, principal })),
      query: captureFilterSchema,
      answer: neighboursSchema,
      handle: ({ id, query }) => library.neighbours(uuidOr404(id, WHAT), query),
    }),
    route.get('/captures/{id}/history', {
      summary: 'List the changes made to a capture, oldest first',
      allow: 'capture:view',
      guests,
      answer: captureHistorySchema,
      handle: async ({ id }) => ({ revisions: await library.history(uuidOr404(id, WHAT)) }),
    }),
    route.post('/captures/{id}/filtered', {
      summary: 'Make a filtered copy: a further capture, which records its source and the steps',
      allow: 'capture:create',
      body: filterCaptureSchema,
      at: 'handler',
      answer: { status: 201, schema: captureSchema },
      handle: async ({ id, body, principal, ctx }) => {
        const source = await captures.get(uuidOr404(id, WHAT));
        authorizeAt(principal, 'capture:create', source.cameraId);
        const by = { userId: principal.userId, name: principal.name };
        return captures.filtered(source.id, body, by, wantedBy(principal, ctx));
      },
    }),
    route.get('/captures/{id}/view', {
      summary: 'Render 8 bits with a window of sample values; by default the whole range, as in thumbnails',
      allow: 'capture:view',
      guests,
      query: captureViewQuerySchema,
      answer: { mediaType: ['image/webp', 'image/png'] },
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
    route.get('/captures/{id}/statistics', {
      summary: 'Get histogram and percentiles of the samples',
      allow: 'capture:view',
      guests,
      answer: captureStatisticsSchema,
      handle: async ({ id, principal, ctx }) => {
        const statistics = await views.statistics(await library.row(uuidOr404(id, WHAT)), wantedBy(principal, ctx));
        ctx.set('Cache-Control', CHECKED);
        return statistics;
      },
    }),
  ]);
}
