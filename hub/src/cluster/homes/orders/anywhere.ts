/** Commands to all cameras: to those of this hub here, to the others at their home. */
import { REFERENCE_FRAMES, type Commands } from '../../../control/commands.ts';
import type { JobCommands } from '../../../control/job-commands.ts';
import type { JobLedger } from '../../../control/jobs/ledger.ts';
import type { OpticsService } from '../../../control/optics.ts';
import type { CameraOrders } from '../../../control/orders.ts';
import { readRewound, type Rewind, type RewindService } from '../../../control/rewind.ts';
import type { Passing } from './passing.ts';

export type JobCommandsService = Pick<JobCommands, keyof JobCommands>;

export interface AnywhereParts {
  readonly passing: Passing;
  readonly orders: Pick<CameraOrders, 'exposuresMs'>;
  readonly ledger: Pick<JobLedger, 'get'>;
  /** An objective of a camera that lives elsewhere was changed or removed. */
  readonly onObjectives: (cameraId: string) => void;
}

export function commandsAnywhere(here: Commands, { passing, orders }: AnywhereParts): Commands {
  return {
    updateSettings: (cameraId, settings, person, under) =>
      passing.isElsewhere(cameraId)
        ? passing.order('settings.update', cameraId, settings, person, under)
        : here.updateSettings(cameraId, settings, person, under),
    retry: async (cameraId) => {
      if (passing.isElsewhere(cameraId)) await passing.ask('camera.retry', cameraId, {});
      else await here.retry(cameraId);
    },
    choices: (cameraId) => (passing.isElsewhere(cameraId) ? passing.ask('camera.choices', cameraId, {}) : here.choices(cameraId)),
    choose: async (cameraId, choice, person, under) => {
      if (passing.isElsewhere(cameraId)) await passing.order('camera.choose', cameraId, choice, person, under);
      else await here.choose(cameraId, choice, person, under);
    },
    fire: async (cameraId, person, under) => {
      if (passing.isElsewhere(cameraId)) await passing.order('camera.fire', cameraId, {}, person, under);
      else await here.fire(cameraId, person, under);
    },
    setLive: async (cameraId, state, person, under) => {
      if (passing.isElsewhere(cameraId)) await passing.order('live.set', cameraId, state, person, under);
      else await here.setLive(cameraId, state, person, under);
    },
    saveSettings: async (cameraId, channel, person, under) => {
      if (passing.isElsewhere(cameraId)) await passing.order('settings.save', cameraId, { channel }, person, under);
      else await here.saveSettings(cameraId, channel, person, under);
    },
    loadSettings: (cameraId, channel, person, under) =>
      passing.isElsewhere(cameraId)
        ? passing.order('settings.load', cameraId, { channel }, person, under)
        : here.loadSettings(cameraId, channel, person, under),
    exportSettings: (cameraId) =>
      passing.isElsewhere(cameraId) ? passing.ask('settings.export', cameraId, {}) : here.exportSettings(cameraId),
    importSettings: (cameraId, file, person, under) =>
      passing.isElsewhere(cameraId)
        ? passing.order('settings.import', cameraId, file, person, under)
        : here.importSettings(cameraId, file, person, under),
    updateCorrections: (cameraId, corrections, person, under) => {
      if (!passing.isElsewhere(cameraId)) return here.updateCorrections(cameraId, corrections, person, under);
      const taken = [corrections.dark, corrections.flat].filter((order) => order === 'take').length;
      const workMs = orders.exposuresMs(cameraId, taken * (corrections.frames ?? REFERENCE_FRAMES));
      return passing.order('corrections.update', cameraId, corrections, person, { ...under, workMs });
    },
    capture: (cameraId, request, person, under) => {
      if (!passing.isElsewhere(cameraId)) return here.capture(cameraId, request, person, under);
      const workMs = orders.exposuresMs(cameraId, request.average ?? 1, request.exposure);
      return passing.order('capture', cameraId, request, person, { ...under, workMs });
    },
    cancelCapture: async (cameraId, captureId, person, under) => {
      if (passing.isElsewhere(cameraId)) await passing.order('capture.cancel', cameraId, { captureId }, person, under);
      else await here.cancelCapture(cameraId, captureId, person, under);
    },
  };
}

export function rewindAnywhere(here: Rewind, { passing }: Pick<AnywhereParts, 'passing'>): RewindService {
  return {
    list: (cameraId, afterUs, by) => {
      if (!passing.isElsewhere(cameraId)) return here.list(cameraId, afterUs, by);
      return here.inTurn(cameraId, by, () => passing.ask('rewind.list', cameraId, afterUs === undefined ? {} : { afterUs }));
    },
    frame: async (cameraId, key, by) => {
      if (!passing.isElsewhere(cameraId)) return here.frame(cameraId, key, by);
      const { message } = await here.inTurn(cameraId, by, () => passing.ask('rewind.frame', cameraId, key));
      here.count(cameraId, message.byteLength);
      return readRewound(message, key);
    },
  };
}

export function jobCommandsAnywhere(here: JobCommandsService, { passing, ledger }: AnywhereParts): JobCommandsService {
  /** The camera of a job, if it lives elsewhere. A job that has ended needs no camera. */
  const elsewhere = async (jobId: string): Promise<string | undefined> => {
    const { cameraId } = await ledger.get(jobId);
    return passing.isElsewhere(cameraId) ? cameraId : undefined;
  };
  return {
    start: (cameraId, job, person, under) =>
      passing.isElsewhere(cameraId) ? passing.order('job.start', cameraId, job, person, under) : here.start(cameraId, job, person, under),
    estimate: (cameraId, job) =>
      passing.isElsewhere(cameraId) ? passing.ask('job.estimate', cameraId, job) : here.estimate(cameraId, job),
    cancel: async (jobId, person, under) => {
      const cameraId = await elsewhere(jobId);
      return cameraId === undefined ? here.cancel(jobId, person, under) : passing.order('job.cancel', cameraId, { jobId }, person, under);
    },
    resume: async (jobId, person, under) => {
      const cameraId = await elsewhere(jobId);
      return cameraId === undefined ? here.resume(jobId, person, under) : passing.order('job.resume', cameraId, { jobId }, person, under);
    },
  };
}

/** Objectives are rows, which every hub changes. The one in use belongs to the home. */
export function opticsAnywhere(here: OpticsService, { passing, onObjectives }: AnywhereParts): OpticsService {
  return {
    list: (cameraId) => here.list(cameraId),
    cameraOf: (id) => here.cameraOf(id),
    create: (cameraId, wanted, person) => here.create(cameraId, wanted, person),
    update: async (id, changes, person) => {
      const objective = await here.update(id, changes, person);
      if (passing.isElsewhere(objective.cameraId)) onObjectives(objective.cameraId);
      return objective;
    },
    remove: async (id, person) => {
      const { cameraId } = await here.remove(id, person);
      if (passing.isElsewhere(cameraId)) onObjectives(cameraId);
      return { cameraId };
    },
    choose: async (cameraId, objectiveId, person, under) => {
      if (!passing.isElsewhere(cameraId)) return here.choose(cameraId, objectiveId, person, under);
      return (await passing.order('objective.choose', cameraId, { objectiveId }, person, under)).objective;
    },
  };
}
