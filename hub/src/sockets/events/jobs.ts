/** job:start, job:estimate, job:cancel, job:resume. */
import { jobEventSchema, jobStartEventSchema } from '@eyepiece/shared-types';
import type { ControlServices } from '../../process/services.ts';
import { handle, personOf, type HandlerServices } from '../handle.ts';
import type { HubSocket } from '../io.ts';

export function jobs(services: ControlServices & HandlerServices, socket: HubSocket): void {
  const { jobCommands } = services;

  socket.on(
    'job:start',
    handle(services, socket, {
      schema: jobStartEventSchema,
      allow: 'job:control',
      run: async ({ cameraId, job, epoch }) => ({ job: await jobCommands.start(cameraId, job, personOf(socket), { epoch }) }),
    }),
  );

  socket.on(
    'job:estimate',
    handle(services, socket, {
      schema: jobStartEventSchema,
      allow: 'job:control',
      run: async ({ cameraId, job }) => ({ estimate: await jobCommands.estimate(cameraId, job) }),
    }),
  );

  socket.on(
    'job:cancel',
    handle(services, socket, {
      schema: jobEventSchema,
      allow: 'job:control',
      run: async ({ jobId, epoch }) => ({ job: await jobCommands.cancel(jobId, personOf(socket), { epoch }) }),
    }),
  );

  socket.on(
    'job:resume',
    handle(services, socket, {
      schema: jobEventSchema,
      allow: 'job:control',
      run: async ({ jobId, epoch }) => ({ job: await jobCommands.resume(jobId, personOf(socket), { epoch }) }),
    }),
  );
}
