import {
  captureListQuerySchema,
  capturePageSchema,
  capturePatchSchema,
  captureSchema,
  thumbnailQuerySchema,
  type Capture,
  type CaptureListQuery,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import type { Principal } from '../../../people/caller.ts';
import { authorizeCapture, guestsMayNot, mayViewSession } from '../../../people/policies.ts';
import { CONTENT_TYPES } from '../../../library/captures/files/formats.ts';
import { requesterOf } from '../../../process/limits/queues/rotation.ts';
import type { LibraryServices, PeopleServices } from '../../../process/opening/services.ts';
import { guestsOfCapture } from '../../routing/guests.ts';
import { uuidOr404 } from '../../routing/params.ts';
import { byOf, route, tagged, type HubContext, type Route } from '../../routing/route.ts';
import { CHECKED, sendFile } from '../../sending/send-file.ts';
import { wantedBy } from '../../routing/wanted.ts';

const MASTER_TYPES = [...new Set(Object.values(CONTENT_TYPES))];
const WHAT = 'Capture';

export function captureRoutes({ captures, files, audit }: LibraryServices & PeopleServices): Route[] {
  const guests = guestsOfCapture({ captures });
  /** The id of a capture that the caller may change. */
  const changeable = async (id: string, principal: Principal, action: 'capture:edit' | 'capture:delete'): Promise<string> => {
    const captureId = uuidOr404(id, WHAT);
    authorizeCapture(principal, action, await captures.get(captureId));
    return captureId;
  };
  /** Moves a capture to the trash or back, and records it in the audit trail. */
  const moved = async (
    { id, principal, ctx }: { id: string; principal: Principal; ctx: HubContext },
    action: 'capture.deleted' | 'capture.restored',
    move: (captureId: string, by: Principal) => Promise<Capture>,
  ): Promise<Capture> => {
    const captureId = await changeable(id, principal, 'capture:delete');
    const capture = await move(captureId, principal);
    await audit.record({ ...byOf(principal, ctx), action, subject: captureId });
    return capture;
  };

  return tagged('Captures', [
    route.get('/captures', {
      summary: 'List captures, newest first, in pages',
      allow: 'capture:view',
      guests: ({ query, principal }) => query.sessionId === undefined || mayViewSession(principal, query.sessionId),
      query: captureListQuerySchema,
      answer: capturePageSchema,
      handle: async ({ query, principal }) => captures.list(forGuest(query, principal)),
    }),
    route.get('/captures/{id}', {
      summary: 'Get one capture with all its metadata',
      allow: 'capture:view',
      guests,
      answer: captureSchema,
      handle: async ({ id }) => captures.get(uuidOr404(id, WHAT)),
    }),
    route.patch('/captures/{id}', {
      summary: 'Change label, notes, tags or rating; contributors only of their own captures',
      allow: 'capture:edit',
      at: 'handler',
      body: capturePatchSchema,
      answer: captureSchema,
      handle: async ({ id, body, principal }) => {
        const captureId = await changeable(id, principal, 'capture:edit');
        return captures.patch(captureId, body, principal);
      },
    }),
    route.delete('/captures/{id}', {
      summary: 'Move a capture to the trash; `restore` moves it back',
      allow: 'capture:delete',
      at: 'handler',
      answer: captureSchema,
      handle: (call) => moved(call, 'capture.deleted', captures.softDelete.bind(captures)),
    }),
    route.post('/captures/{id}/restore', {
      summary: 'Restore a capture from the trash',
      allow: 'capture:delete',
      at: 'handler',
      stores: false,
      answer: captureSchema,
      handle: (call) => moved(call, 'capture.restored', captures.restore.bind(captures)),
    }),
    route.get('/captures/{id}/file', {
      summary: 'Download the unmodified master file; its ETag is its SHA-256; ranges are supported',
      allow: 'capture:view',
      guests,
      query: z.object({
        download: z.enum(['0', '1']).default('0').meta({ description: '1: browsers save the file instead of showing it' }),
      }),
      answer: { mediaType: MASTER_TYPES },
      handle: async ({ id, query, principal, ctx }) => {
        const file = await captures.open(uuidOr404(id, WHAT));
        const asked = { ...file, cacheControl: CHECKED, ...(query.download === '1' && { downloadAs: file.filename }) };
        await files.use(requesterOf(principal).party, () => sendFile(ctx, asked));
        return undefined;
      },
    }),
    route.get('/captures/{id}/thumbnail', {
      summary: 'Get a thumbnail of 320 px or 1280 px',
      allow: 'capture:view',
      guests,
      query: thumbnailQuerySchema,
      answer: { mediaType: 'image/webp' },
      handle: async ({ id, query, principal, ctx }) => {
        const file = await captures.thumbnail(uuidOr404(id, WHAT), query.size, wantedBy(principal, ctx));
        await sendFile(ctx, { ...file, cacheControl: CHECKED });
        return undefined;
      },
    }),
  ]);
}

/** Limits guests to the captures of their session, without the trash. */
function forGuest(query: CaptureListQuery, { guest }: Principal): CaptureListQuery {
  if (guest === undefined) return query;
  if (guest.sessionId === null) throw guestsMayNot();
  return { ...query, sessionId: guest.sessionId, deleted: false };
}
