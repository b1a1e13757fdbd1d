import { annotationHistorySchema, annotationListQuerySchema, annotationListSchema, type AnnotationTarget } from '@eyepiece/shared-types';
import type { z } from 'zod';
import { annotationNotFound, invalidField } from '../../../errors.ts';
import { requesterOf } from '../../../process/limits/queues/rotation.ts';
import type { LibraryServices, SessionServices } from '../../../process/opening/services.ts';
import { uuidOr } from '../../routing/params.ts';
import { route, tagged, type Route } from '../../routing/route.ts';

export function annotationRoutes({ annotations, sessions }: LibraryServices & SessionServices): Route[] {
  return tagged('Annotations', [
    route.get('/annotations', {
      summary: 'List the annotations of a live view or of a capture, oldest first',
      allow: 'annotation:view',
      guests: ({ query, principal }) => annotations.mayView(principal, targetOf(query), sessions),
      query: annotationListQuerySchema,
      answer: annotationListSchema,
      handle: async ({ query, principal }) => ({ annotations: await annotations.list(targetOf(query), requesterOf(principal)) }),
    }),
    route.get('/annotations/{id}/history', {
      summary: 'List the stored revisions of an annotation (the first and the newest), oldest first, even if it was removed',
      allow: 'annotation:view',
      guests: async ({ id, principal }) => annotations.mayView(principal, await annotations.target(id), sessions),
      answer: annotationHistorySchema,
      handle: async ({ id, principal }) => ({
        revisions: await annotations.history(uuidOr(annotationNotFound, id), requesterOf(principal)),
      }),
    }),
  ]);
}

/** @throws {HubError} validation_failed unless there is exactly one of the two */
function targetOf({ cameraId, captureId }: z.output<typeof annotationListQuerySchema>): AnnotationTarget {
  if (cameraId !== undefined && captureId === undefined) return { kind: 'camera', cameraId };
  if (captureId !== undefined && cameraId === undefined) return { kind: 'capture', captureId };
  throw invalidField({ path: 'query', message: 'needs either cameraId or captureId' });
}
