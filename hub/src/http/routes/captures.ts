import { captureListQuerySchema, capturePageSchema, capturePatchSchema, captureSchema, thumbnailQuerySchema } from '@eyepiece/shared-types';
import { z } from 'zod';
import { authorizeCapture } from '../../auth/policies.ts';
import type { HubServices } from '../../services.ts';
import { uuidParam } from '../params.ts';
import { route, type Route } from '../route.ts';
import { sendFile } from '../send-file.ts';

const WHAT = 'Capture';
/** A master never changes; only who may see it does. */
const FOR_EVER = 'private, max-age=31536000, immutable';

export function captureRoutes({ captures, audit }: HubServices): Route[] {
  const tag = 'Captures';
  return [
    route({
      method: 'get',
      path: '/captures',
      tag,
      summary: 'The library, newest first, a page at a time',
      allow: 'capture:view',
      query: captureListQuerySchema,
      answer: { schema: capturePageSchema },
      handle: async ({ query }) => captures.list(query),
    }),
    route({
      method: 'get',
      path: '/captures/{id}',
      tag,
      summary: 'One capture with all its metadata',
      allow: 'capture:view',
      answer: { schema: captureSchema },
      handle: async ({ params }) => captures.get(uuidParam(params, WHAT)),
    }),
    route({
      method: 'patch',
      path: '/captures/{id}',
      tag,
      summary: 'Change label, notes, tags or rating: contributors their own, operators any',
      allow: 'capture:edit',
      body: capturePatchSchema,
      answer: { schema: captureSchema },
      handle: async ({ params, body, principal }) => {
        const id = uuidParam(params, WHAT);
        authorizeCapture(principal, 'capture:edit', await captures.get(id));
        return captures.patch(id, body);
      },
    }),
    route({
      method: 'delete',
      path: '/captures/{id}',
      tag,
      summary: 'Put into the trash; `restore` takes it out again',
      allow: 'capture:delete',
      answer: { schema: captureSchema },
      handle: async ({ params, principal, ctx }) => {
        const id = uuidParam(params, WHAT);
        authorizeCapture(principal, 'capture:delete', await captures.get(id));
        const deleted = await captures.softDelete(id);
        await audit.record({ principal, address: ctx.ip, action: 'capture.deleted', subject: id });
        return deleted;
      },
    }),
    route({
      method: 'post',
      path: '/captures/{id}/restore',
      tag,
      summary: 'Take out of the trash',
      allow: 'capture:delete',
      answer: { schema: captureSchema },
      handle: async ({ params, principal, ctx }) => {
        const id = uuidParam(params, WHAT);
        authorizeCapture(principal, 'capture:delete', await captures.get(id));
        const restored = await captures.restore(id);
        await audit.record({ principal, address: ctx.ip, action: 'capture.restored', subject: id });
        return restored;
      },
    }),
    route({
      method: 'get',
      path: '/captures/{id}/file',
      tag,
      summary: 'The master file as it was captured; ETag is its SHA-256, ranges are served',
      allow: 'capture:view',
      query: z.object({ download: z.enum(['0', '1']).default('0') }),
      answer: { mediaType: 'application/octet-stream' },
      handle: async ({ params, query, ctx }) => {
        const file = await captures.open(uuidParam(params, WHAT));
        await sendFile(ctx, { ...file, cacheControl: FOR_EVER, ...(query.download === '1' && { downloadAs: file.filename }) });
        return undefined;
      },
    }),
    route({
      method: 'get',
      path: '/captures/{id}/thumbnail',
      tag,
      summary: 'A small picture of it: 320 px, or 1280 px',
      allow: 'capture:view',
      query: thumbnailQuerySchema,
      answer: { mediaType: 'image/webp' },
      handle: async ({ params, query, ctx }) => {
        const file = await captures.thumbnail(uuidParam(params, WHAT), query.size);
        await sendFile(ctx, { ...file, cacheControl: FOR_EVER });
        return undefined;
      },
    }),
  ];
}
