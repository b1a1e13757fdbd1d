/** Capture sessions, the people in them, and their logs. Guests see the one that their link is for. */
import {
  downloadSchema,
  noteTextSchema,
  sessionEntrySchema,
  sessionListQuerySchema,
  sessionLogQuerySchema,
  sessionLogSchema,
  sessionPageSchema,
  sessionSchema,
  startSessionSchema,
  updateSessionSchema,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import type { Principal } from '../../../caller.ts';
import { mayViewSession } from '../../../people/policies.ts';
import { notFound, sessionNotFound } from '../../../errors.ts';
import type { LibraryServices, OperationsServices, SessionServices } from '../../../services.ts';
import { API_PREFIX } from '../../routing/openapi.ts';
import { uuidOr } from '../../routing/params.ts';
import { personOf, route, type HubContext, type Route } from '../../routing/route.ts';
import { sendZip } from '../../sending/send-zip.ts';
import { wantedBy } from '../../routing/wanted.ts';

const noteSchema = z.strictObject({
  text: noteTextSchema,
  entryId: z.int().min(1).optional(),
  revision: z.int().min(1).optional(),
});
const historySchema = z.object({
  revisions: z.array(z.object({ revision: z.int(), at: z.iso.datetime(), by: sessionEntrySchema.shape.person, text: z.string() })),
});

const exportQuerySchema = z.strictObject({ download: z.uuid() });

const sessionOf = (id: string): string => uuidOr(sessionNotFound, id);
const guests = ({ id, principal }: { readonly id: string; readonly principal: Principal }): boolean => mayViewSession(principal, id);

export function sessionRoutes(services: LibraryServices & SessionServices & OperationsServices): Route[] {
  return [...sittingRoutes(services), ...peopleRoutes(services), ...logRoutes(services), ...exportRoutes(services)];
}

const tag = 'Sessions';

function sittingRoutes({ sessions }: SessionServices): Route[] {
  return [
    route({
      method: 'get',
      path: '/sessions',
      tag,
      summary: 'All sessions, newest first, a page at a time; `q` looks in title, description, tags, camera and people',
      allow: 'session:view',
      query: sessionListQuerySchema,
      answer: { schema: sessionPageSchema },
      handle: ({ query }) => sessions.list(query),
    }),
    route({
      method: 'post',
      path: '/sessions',
      tag,
      summary: 'Start one: from now on every capture of its camera belongs to it',
      allow: 'session:edit',
      body: startSessionSchema,
      answer: { status: 201, schema: sessionSchema },
      handle: ({ body, principal, ctx }) => sessions.start(body, personOf(principal, ctx)),
    }),
    route({
      method: 'get',
      path: '/sessions/{id}',
      tag,
      summary: 'One session with the people who were in it',
      allow: 'session:view',
      guests,
      answer: { schema: sessionSchema },
      handle: ({ id }) => sessions.get(sessionOf(id)),
    }),
    route({
      method: 'patch',
      path: '/sessions/{id}',
      tag,
      summary: 'Change title, description or tags: its owner, and operators',
      allow: 'session:edit',
      body: updateSessionSchema,
      answer: { schema: sessionSchema },
      handle: ({ id, body, principal, ctx }) => sessions.update(sessionOf(id), body, personOf(principal, ctx)),
    }),
  ];
}

function peopleRoutes({ sessions }: SessionServices): Route[] {
  return [
    route({
      method: 'post',
      path: '/sessions/{id}/join',
      tag,
      summary: 'Take part, until you leave',
      allow: 'session:view',
      guests,
      answer: { schema: sessionSchema },
      handle: ({ id, principal, ctx }) => sessions.join(sessionOf(id), personOf(principal, ctx)),
    }),
    route({
      method: 'post',
      path: '/sessions/{id}/leave',
      tag,
      summary: 'Take part no more',
      allow: 'session:view',
      stores: false,
      guests,
      answer: { schema: sessionSchema },
      handle: ({ id, principal, ctx }) => sessions.leave(sessionOf(id), personOf(principal, ctx)),
    }),
    route({
      method: 'post',
      path: '/sessions/{id}/end',
      tag,
      summary: 'End it: its owner, and operators',
      allow: 'session:edit',
      stores: false,
      answer: { schema: sessionSchema },
      handle: ({ id, principal, ctx }) => sessions.end(sessionOf(id), personOf(principal, ctx)),
    }),
  ];
}

function logRoutes({ sessions }: SessionServices): Route[] {
  const { log, notes } = sessions;
  return [
    route({
      method: 'get',
      path: '/sessions/{id}/log',
      tag,
      summary: 'Its log, oldest first: everything after an entry, or the last entries before one',
      allow: 'session:view',
      guests,
      query: sessionLogQuerySchema,
      answer: { schema: sessionLogSchema },
      handle: async ({ id, query }) => {
        const { id: sessionId } = await sessions.get(sessionOf(id));
        return log.page(sessionId, query);
      },
    }),
    route({
      method: 'get',
      path: '/sessions/{id}/log/{entryId}/history',
      tag,
      summary: 'What a note was before it was edited, newest first',
      allow: 'session:view',
      guests,
      answer: { schema: historySchema },
      handle: async ({ id, ctx }) => ({ revisions: await notes.history(sessionOf(id), entryOf(ctx)) }),
    }),
    route({
      method: 'post',
      path: '/sessions/{id}/notes',
      tag,
      summary: 'Write a note, or with `entryId` change one: your own, operators any',
      allow: 'session:note',
      guests,
      body: noteSchema,
      answer: { status: 201, schema: sessionEntrySchema },
      handle: async ({ id, body, principal, ctx }) => {
        const { id: sessionId } = await sessions.get(sessionOf(id));
        return notes.write({ sessionId, ...body }, personOf(principal, ctx));
      },
    }),
    route({
      method: 'delete',
      path: '/sessions/{id}/notes/{entryId}',
      tag,
      summary: 'Take a note back; its text stays in the history',
      allow: 'session:note',
      stores: true, // the former text is kept
      guests,
      answer: { schema: sessionEntrySchema },
      handle: ({ id, principal, ctx }) => notes.remove(sessionOf(id), entryOf(ctx), personOf(principal, ctx)),
    }),
  ];
}

function exportRoutes({ sessionExports, archives, config }: LibraryServices & SessionServices & OperationsServices): Route[] {
  return [
    route({
      method: 'post',
      path: '/sessions/{id}/export',
      tag,
      summary: 'Make a zip of everything: masters, sidecars, tables and a report. Says exactly how large; good for a day',
      allow: 'session:view',
      answer: { status: 201, schema: downloadSchema },
      handle: async ({ id, principal, ctx }) => {
        const sessionId = sessionOf(id);
        const { by, signal } = wantedBy(principal, ctx);
        const made = await sessionExports.create(sessionId, by, signal);
        return { ...made, url: `${config.basePath}${API_PREFIX}/sessions/${sessionId}/export?download=${made.id}` };
      },
    }),
    route({
      method: 'get',
      path: '/sessions/{id}/export',
      tag,
      summary: 'The zip, made while it is sent. Range and If-Range resume it',
      allow: 'session:view',
      query: exportQuerySchema,
      answer: { mediaType: 'application/zip' },
      handle: async ({ id, query, principal, ctx }) => {
        await archives.use(principal.userId, () => sendZip(ctx, sessionExports.get(sessionOf(id), query.download)));
        return undefined;
      },
    }),
  ];
}

function entryOf(ctx: HubContext): number {
  const { entryId = '' } = (ctx as unknown as { params: { entryId?: string } }).params;
  if (!/^\d{1,15}$/.test(entryId)) throw notFound(`Note ${entryId}`);
  return Number(entryId);
}
