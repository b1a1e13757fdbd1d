import { jobEstimateSchema, jobOrderSchema, jobSchema, type Job } from '@eyepiece/shared-types';
import { z } from 'zod';
import { cameraNotFound, jobNotFound } from '../../../errors.ts';
import type { ControlServices, LiveServices } from '../../../process/opening/services.ts';
import { uuidOr } from '../../routing/params.ts';
import { personOf, route, tagged, type Route } from '../../routing/route.ts';

const listQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Jobs at most' }),
});

export function jobRoutes({ registry, jobCommands, ledger }: LiveServices & ControlServices): Route[] {
  const job = (id: string): Promise<Job> => ledger.get(uuidOr(jobNotFound, id));
  return tagged('Jobs', [
    route.post('/cameras/{id}/jobs', {
      summary: 'Start a burst, a time-lapse or a clip; the camera service runs it independently',
      allow: 'job:control',
      at: ({ id }) => id,
      stores: false,
      underControl: true,
      body: jobOrderSchema,
      answer: { status: 201, schema: jobSchema },
      handle: ({ id, body, principal, epoch, ctx }) => jobCommands.start(id, body, personOf(principal, ctx), { epoch }),
    }),
    route.get('/cameras/{id}/jobs', {
      summary: 'List the jobs of a camera, newest first',
      allow: 'camera:view',
      query: listQuerySchema,
      answer: z.object({ jobs: z.array(jobSchema).meta({ description: 'Newest first' }) }),
      handle: async ({ id, query }) => {
        if (!registry.get(id)) throw cameraNotFound(id);
        return { jobs: await ledger.ofCamera(id, query.limit) };
      },
    }),
    route.post('/cameras/{id}/jobs/estimate', {
      summary: 'Estimate a job without starting it',
      allow: 'job:control',
      at: ({ id }) => id,
      stores: false,
      body: jobOrderSchema,
      answer: jobEstimateSchema,
      handle: ({ id, body }) => jobCommands.estimate(id, body),
    }),
    route.get('/jobs/{id}', {
      summary: 'Get one job as last reported, also while its camera is offline',
      allow: 'camera:view',
      answer: jobSchema,
      handle: ({ id }) => job(id),
    }),
    route.post('/jobs/{id}/cancel', {
      summary: 'Cancel a job; captures already taken stay',
      allow: 'job:control',
      at: async ({ id }) => (await job(id)).cameraId,
      stores: false,
      underControl: true,
      answer: jobSchema,
      handle: async ({ id, principal, epoch, ctx }) => jobCommands.cancel(uuidOr(jobNotFound, id), personOf(principal, ctx), { epoch }),
    }),
    route.post('/jobs/{id}/resume', {
      summary: 'Resume a paused job',
      allow: 'job:control',
      at: async ({ id }) => (await job(id)).cameraId,
      stores: false,
      underControl: true,
      answer: jobSchema,
      handle: async ({ id, principal, epoch, ctx }) => jobCommands.resume(uuidOr(jobNotFound, id), personOf(principal, ctx), { epoch }),
    }),
  ]);
}
