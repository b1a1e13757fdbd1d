/** job:start, job:estimate, job:cancel, job:resume. */
import { jobEventSchema, jobStartEventSchema } from '@eyepiece/shared-types';
import type { ControlServices } from '../../process/opening/services.ts';
import { personOf, type Answering } from '../handle.ts';
import type { HubSocket } from '../io.ts';

export function jobs({ jobCommands, ledger }: ControlServices, answer: Answering, socket: HubSocket): void {
  const cameraOfJob = async ({ jobId }: { jobId: string }): Promise<string> => (await ledger.get(jobId)).cameraId;

  answer('job:start', {
    schema: jobStartEventSchema,
    allow: 'job:control',
    at: ({ cameraId }) => cameraId,
    run: async ({ cameraId, job, epoch }) => ({ job: await jobCommands.start(cameraId, job, personOf(socket), { epoch }) }),
  });

  answer('job:estimate', {
    schema: jobStartEventSchema,
    allow: 'job:control',
    at: ({ cameraId }) => cameraId,
    run: async ({ cameraId, job }) => ({ estimate: await jobCommands.estimate(cameraId, job) }),
  });

  answer('job:cancel', {
    schema: jobEventSchema,
    allow: 'job:control',
    at: cameraOfJob,
    run: async ({ jobId, epoch }) => ({ job: await jobCommands.cancel(jobId, personOf(socket), { epoch }) }),
  });

  answer('job:resume', {
    schema: jobEventSchema,
    allow: 'job:control',
    at: cameraOfJob,
    run: async ({ jobId, epoch }) => ({ job: await jobCommands.resume(jobId, personOf(socket), { epoch }) }),
  });
}
