import type { Job } from '@eyepiece/shared-types';
import { JobEntity } from '../../persistence/entities/cameras/job.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { isUuid } from '../../persistence/uuid.ts';

const newestFirst = { startedAtUs: 'desc', id: 'desc' } as const;

/** Stores the latest report of every job. */
export class Jobs {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async save(job: Job): Promise<void> {
    const { id, cameraId, state, startedAtUs, endedAtUs = null } = job;
    const row = { id, cameraId, kind: job.job.kind, state, startedAtUs, endedAtUs, job, updatedAt: new Date() };
    await this.#database.use((em) => em.upsert(JobEntity, row));
  }

  async find(id: string): Promise<Job | undefined> {
    if (!isUuid(id)) return undefined;
    return (await this.#database.use((em) => em.findOne(JobEntity, { id })))?.job;
  }

  /** Which of the given jobs are stored as ended. */
  async endedOf(ids: readonly string[]): Promise<Set<string>> {
    const where = { id: { $in: [...ids] }, endedAtUs: { $ne: null } };
    const rows = await this.#database.use((em) => em.find(JobEntity, where, { fields: ['id'] }));
    return new Set(rows.map(({ id }) => id));
  }

  /** Jobs of one camera, newest first. */
  async ofCamera(cameraId: string, limit: number): Promise<Job[]> {
    const rows = await this.#database.use((em) => em.find(JobEntity, { cameraId }, { orderBy: newestFirst, limit }));
    return rows.map(({ job }) => job);
  }

  /** Running and paused jobs of one camera, and its last `lastEnded` ended ones. */
  async current(cameraId: string, lastEnded: number): Promise<Job[]> {
    const { open, ended } = await this.#database.use(async (em) => ({
      open: await em.find(JobEntity, { cameraId, endedAtUs: null }, { orderBy: newestFirst }),
      ended: await em.find(JobEntity, { cameraId, endedAtUs: { $ne: null } }, { orderBy: newestFirst, limit: lastEnded }),
    }));
    return [...open, ...ended].map(({ job }) => job);
  }
}
