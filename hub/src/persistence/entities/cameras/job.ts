import { p } from '@mikro-orm/core';
import { JOB_KINDS, JOB_STATES, type Job } from '@eyepiece/shared-types';
import { index, table } from '../table.ts';

/** The last report of a job. The columns beside `job` are used in queries. */
export const JobEntity = table(
  'Job',
  'jobs',
  {
    id: p.uuid().primary(),
    cameraId: p.text(),
    kind: p.enum(JOB_KINDS),
    state: p.enum(JOB_STATES),
    startedAtUs: p.bigint('number'),
    endedAtUs: p.bigint('number').nullable(),
    job: p.json<Job>(),
    updatedAt: p.datetime(3),
  },
  {
    indexes: [
      index('jobs_newest_of_camera', 'on jobs (camera_id, started_at_us desc, id desc)'),
      index('jobs_not_ended', 'on jobs (camera_id) where ended_at_us is null'),
    ],
  },
);
