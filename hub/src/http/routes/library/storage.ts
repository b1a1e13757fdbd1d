import { Readable } from 'node:stream';
import {
  retentionDoneSchema,
  retentionPlanRequestSchema,
  retentionPlanSchema,
  storageRulesSchema,
  storageUseSchema,
} from '@eyepiece/shared-types';
import { csvLines } from '../../../library/formats/csv.ts';
import type { LibraryServices, OperationsServices, PeopleServices } from '../../../process/opening/services.ts';
import type { PlannedCapture } from '../../../library/retention/plans.ts';
import { uuidOr404 } from '../../routing/params.ts';
import { byOf, route, tagged, type Route } from '../../routing/route.ts';

const PLAN = 'Plan';
const COLUMNS = ['id', 'filename', 'cameraName', 'capturedAt', 'sizeBytes', 'rule'] as const;

export function storageRoutes({
  audit,
  storageUse,
  storageRules,
  retention,
  housekeeping,
  health,
}: LibraryServices & PeopleServices & OperationsServices): Route[] {
  return tagged('Storage', [
    route.get('/storage', {
      summary: 'Get storage use by camera, session, person and day, and of the trash',
      allow: 'storage:view',
      answer: storageUseSchema,
      handle: () => storageUse.now(),
    }),
    route.get('/storage/rules', {
      summary: 'Get quota, retention rules and how long the trash is kept',
      allow: 'storage:view',
      answer: storageRulesSchema,
      handle: () => storageRules.current,
    }),
    route.put('/storage/rules', {
      summary: 'Replace the rules; deletes nothing by itself',
      allow: 'storage:edit',
      body: storageRulesSchema,
      answer: storageRulesSchema,
      handle: async ({ body, principal, ctx }) => {
        const rules = await storageRules.replace(body);
        await audit.record({ ...byOf(principal, ctx), action: 'storage.rules', subject: 'rules', details: rules });
        void health.check();
        return rules;
      },
    }),
    route.post('/storage/plan', {
      summary: 'Plan a dry run of the rules in the body, or of the stored ones',
      allow: 'storage:edit',
      body: retentionPlanRequestSchema,
      bodyOptional: true,
      answer: retentionPlanSchema,
      handle: ({ body }) => retention.plan(body.retention),
    }),
    route.get('/storage/plan/{id}/list', {
      summary: 'Download the captures of a plan as CSV, oldest first',
      allow: 'storage:edit',
      answer: { mediaType: 'text/csv' },
      handle: async ({ id, ctx }) => {
        const pages = retention.list(uuidOr404(id, PLAN));
        // Read before the response starts, so that a missing plan gives a 404.
        const first = await pages.next();
        ctx.type = 'text/csv; charset=utf-8';
        ctx.attachment('retention-plan.csv');
        return Readable.from(csv(first, pages));
      },
    }),
    route.post('/storage/plan/{id}/apply', {
      summary: 'Move the captures of a plan to the trash, except those changed since',
      allow: 'storage:edit',
      stores: false,
      answer: retentionDoneSchema,
      handle: async ({ id, principal, ctx }) => {
        const done = await retention.apply(uuidOr404(id, PLAN), principal);
        await audit.record({ ...byOf(principal, ctx), action: 'storage.applied', subject: id, details: done });
        return done;
      },
    }),
    route.post('/storage/purge', {
      summary: 'Permanently delete the captures in the trash',
      allow: 'capture:purge',
      stores: false,
      answer: retentionDoneSchema,
      handle: async ({ principal, ctx }) => {
        const done = await housekeeping.purge();
        await audit.record({ ...byOf(principal, ctx), action: 'trash.emptied', subject: 'trash', details: done });
        return done;
      },
    }),
  ]);
}

async function* csv(first: IteratorResult<PlannedCapture[]>, rest: AsyncGenerator<PlannedCapture[]>): AsyncGenerator<string> {
  yield csvLines([[...COLUMNS]]);
  if (first.done === true) return;
  yield lines(first.value);
  for await (const page of rest) yield lines(page);
}

function lines(captures: readonly PlannedCapture[]): string {
  return csvLines(captures.map((capture) => COLUMNS.map((column) => capture[column])));
}
