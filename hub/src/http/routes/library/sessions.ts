/** Capture sessions, participants, logs and exports. Guests can see only the session of their link. */
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
import type { Principal } from '../../../people/caller.ts';
import { mayViewSession } from '../../../people/policies.ts';
import { notFound, sessionNotFound } from '../../../errors.ts';
import type { LibraryServices, OperationsServices, PeopleServices, SessionServices } from '../../../process/opening/services.ts';
import { API_PREFIX } from '../../routing/api-prefix.ts';
import { uuidOr } from '../../routing/params.ts';
import { byOf, personOf, route, tagged, type HubContext, type Route, type UntaggedRoute } from '../../routing/route.ts';
import { sendZip } from '../../sending/send-zip.ts';
import { wantedBy } from '../../routing/wanted.ts';

const noteSchema = z.strictObject({
  text: noteTextSchema,
  entryId: z.int().min(1).optional().meta({ description: 'The note to change; absent: a new one' }),
  revision: z.int().min(1).optional().meta({ description: 'Revision that the change is based on' }),
});
const historySchema = z.object({
  revisions: z
    .array(
      z.object({
        revision: z.int().meta({ description: 'Number of the version' }),
        at: z.iso.datetime().meta({ description: 'When it was written' }),
        by: sessionEntrySchema.shape.person,
        text: z.string().meta({ description: 'Its text' }),
      }),
    )
    .meta({ description: 'Earlier versions, newest first' }),
});

const exportQuerySchema = z.strictObject({ download: z.uuid().meta({ description: 'Id of the export' }) });

const sessionOf = (id: string): string => uuidOr(sessionNotFound, id);
const guests = ({ id, principal }: { readonly id: string; readonly principal: Principal }): boolean => mayViewSession(principal, id);

export function sessionRoutes(services: LibraryServices & SessionServices & PeopleServices & OperationsServices): Route[] {
  return tagged('Sessions', [
    ...metadataRoutes(services),
    ...participationRoutes(services),
    ...logRoutes(services),
    ...exportRoutes(services),
  ]);
}

function metadataRoutes({ sessions }: SessionServices): UntaggedRoute[] {
  return [
    route.get('/sessions', {
      summary: 'List sessions, newest first, in pages; `q` searches title, description, tags, camera and people',
      allow: 'session:view',
      query: sessionListQuerySchema,
      answer: sessionPageSchema,
      handle: ({ query }) => sessions.list(query),
    }),
    route.post('/sessions', {
      summary: 'Start a session; all following captures of its camera belong to it',
      allow: 'session:edit',
      at: ({ body }) => body.cameraId,
      body: startSessionSchema,
      answer: { status: 201, schema: sessionSchema },
      handle: ({ body, principal, ctx }) => sessions.start(body, personOf(principal, ctx)),
    }),
    route.get('/sessions/{id}', {
      summary: 'Get one session with its participants',
      allow: 'session:view',
      guests,
      answer: sessionSchema,
      handle: ({ id }) => sessions.get(sessionOf(id)),
    }),
    route.patch('/sessions/{id}', {
      summary: 'Change title, description or tags; only for its owner and operators',
      allow: 'session:edit',
      at: ({ id }) => sessions.cameraOf(sessionOf(id)),
      body: updateSessionSchema,
      answer: sessionSchema,
      handle: ({ id, body, principal, ctx }) => sessions.update(sessionOf(id), body, personOf(principal, ctx)),
    }),
  ];
}

function participationRoutes({ sessions }: SessionServices): UntaggedRoute[] {
  return [
    route.post('/sessions/{id}/join', {
      summary: 'Join a session',
      allow: 'session:view',
      guests,
      answer: sessionSchema,
      handle: ({ id, principal, ctx }) => sessions.join(sessionOf(id), personOf(principal, ctx)),
    }),
    route.post('/sessions/{id}/leave', {
      summary: 'Leave a session',
      allow: 'session:view',
      stores: false,
      guests,
      answer: sessionSchema,
      handle: ({ id, principal, ctx }) => sessions.leave(sessionOf(id), personOf(principal, ctx)),
    }),
    route.post('/sessions/{id}/end', {
      summary: 'End a session; only for its owner and operators',
      allow: 'session:edit',
      at: ({ id }) => sessions.cameraOf(sessionOf(id)),
      stores: false,
      answer: sessionSchema,
      handle: ({ id, principal, ctx }) => sessions.end(sessionOf(id), personOf(principal, ctx)),
    }),
  ];
}

function logRoutes({ sessions }: SessionServices): UntaggedRoute[] {
  const { log, notes } = sessions;
  return [
    route.get('/sessions/{id}/log', {
      summary: 'List log entries, oldest first: all after an entry, or the last ones before one',
      allow: 'session:view',
      guests,
      query: sessionLogQuerySchema,
      answer: sessionLogSchema,
      handle: async ({ id, query }) => {
        const { id: sessionId } = await sessions.get(sessionOf(id));
        return log.page(sessionId, query);
      },
    }),
    route.get('/sessions/{id}/log/{entryId}/history', {
      summary: 'List earlier versions of a note, newest first',
      allow: 'session:view',
      guests,
      answer: historySchema,
      handle: async ({ id, ctx }) => ({ revisions: await notes.history(sessionOf(id), entryOf(ctx)) }),
    }),
    route.post('/sessions/{id}/notes', {
      summary: 'Add a note, or change one given by `entryId`; operators may change those of others',
      allow: 'session:note',
      at: ({ id }) => sessions.cameraOf(sessionOf(id)),
      guests,
      body: noteSchema,
      answer: { status: 201, schema: sessionEntrySchema },
      handle: async ({ id, body, principal, ctx }) => {
        const { id: sessionId } = await sessions.get(sessionOf(id));
        return notes.write({ sessionId, ...body }, personOf(principal, ctx));
      },
    }),
    route.delete('/sessions/{id}/notes/{entryId}', {
      summary: 'Remove a note; its text stays in the history',
      allow: 'session:note',
      at: ({ id }) => sessions.cameraOf(sessionOf(id)),
      stores: true, // the former text is stored in the history
      guests,
      answer: sessionEntrySchema,
      handle: ({ id, principal, ctx }) => notes.remove(sessionOf(id), entryOf(ctx), personOf(principal, ctx)),
    }),
  ];
}

function exportRoutes({
  sessionExports,
  archives,
  audit,
  config,
}: LibraryServices & SessionServices & PeopleServices & OperationsServices): UntaggedRoute[] {
  return [
    route.post('/sessions/{id}/export', {
      summary: 'Create a zip of masters, sidecars, tables and a report; returns its exact size; valid for a day',
      allow: 'session:view',
      answer: { status: 201, schema: downloadSchema },
      handle: async ({ id, principal, ctx }) => {
        const sessionId = sessionOf(id);
        const { by, signal } = wantedBy(principal, ctx);
        const made = await sessionExports.create(sessionId, by, signal);
        const { filename, files, sizeBytes } = made;
        const details = { filename, files, sizeBytes };
        await audit.recordIfPossible({ ...byOf(principal, ctx), action: 'session.exported', subject: sessionId, details });
        return { ...made, url: `${config.basePath}${API_PREFIX}/sessions/${sessionId}/export?download=${made.id}` };
      },
    }),
    route.get('/sessions/{id}/export', {
      summary: 'Download the zip, created while it is sent; Range and If-Range resume it',
      allow: 'session:view',
      query: exportQuerySchema,
      answer: { mediaType: 'application/zip' },
      handle: async ({ id, query, principal, ctx }) => {
        await archives.use(principal.userId, async () => sendZip(ctx, await sessionExports.get(sessionOf(id), query.download)));
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
