import type { CaptureFormat, JobEstimate, JobSpec } from '@eyepiece/shared-types';
import type { Cameras } from '../cameras.svelte.ts';
import { errorText } from '../../text/error-text.ts';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { readPreference, writePreference } from '../../browser/preferences.ts';
import type { Session } from '../../people/session.svelte.ts';
import {
  burstFrom,
  clipFrom,
  draftsSchema,
  FIRST_DRAFTS,
  timelapseFrom,
  type Described,
  type Drafted,
  type JobDrafts,
} from './job-draft.ts';
import type { Jobs } from './jobs.svelte.ts';

const ESTIMATE_AFTER_MS = 300;
const DRAFTS = 'jobs.drafts';
const KIND = 'jobs.kind';

export type JobKind = JobSpec['kind'];

/** Metadata and options of captures, which also apply to jobs. */
export interface CaptureChoices {
  readonly described: Described;
  readonly usedFormat: CaptureFormat | null;
  readonly fullFrame: boolean;
  /** null for the default one */
  readonly nameTemplate: string | null;
  readonly templateError: string | null;
}

export interface JobPlannerDeps {
  readonly hub: HubClient;
  readonly cameras: Cameras;
  readonly session: Session;
  readonly snapper: CaptureChoices;
  readonly jobs: Jobs;
}

/** Jobs being set up: their fields, summary and space estimate. */
export class JobPlanner {
  readonly drafts: JobDrafts = $state(readDrafts());
  /** The kind set up last; the free-space forecast is based on it. */
  kind = $state<JobKind | null>(readKind());
  /** With the plan that it was computed for. */
  estimate = $state.raw<{ readonly spec: JobSpec; readonly need: JobEstimate } | null>(null);
  estimating = $state(false);
  error = $state<string | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  readonly #deps: JobPlannerDeps;

  /** Separate, so that other camera updates do not trigger a new estimate. */
  readonly #cameraId = $derived.by<string | null>(() => this.#deps.cameras.selected?.id ?? null);
  readonly #still = $derived.by(() => ({
    ...this.#deps.snapper.described,
    ...(this.#deps.snapper.usedFormat ? { format: this.#deps.snapper.usedFormat } : {}),
    ...(this.#deps.snapper.fullFrame ? { fullFrame: true } : {}),
  }));
  readonly burst = $derived.by<Drafted>(() => burstFrom(this.drafts.burst, this.#still));
  readonly timelapse = $derived.by<Drafted>(() => timelapseFrom(this.drafts.timelapse, this.#still));
  readonly clip = $derived.by<Drafted>(() => clipFrom(this.drafts.clip, this.#deps.snapper.described));

  constructor(deps: JobPlannerDeps) {
    this.#deps = deps;
  }

  drafted(kind: JobKind): Drafted {
    return this[kind];
  }

  /** Requests an estimate shortly after typing stops. Returns a function that cancels it. */
  requestEstimate(kind: JobKind): () => void {
    const drafted = this.drafted(kind);
    const cameraId = this.#cameraId;
    this.error = null;
    if (!drafted.ok || cameraId === null) {
      this.estimate = null;
      return () => undefined;
    }
    this.kind = kind;
    this.estimating = true;
    this.#timer = setTimeout(() => void this.#estimate(cameraId, drafted.spec), ESTIMATE_AFTER_MS);
    return () => {
      clearTimeout(this.#timer);
      this.#asked += 1;
      this.estimating = false;
    };
  }

  /** Starts the job; stores and returns the error message when that fails. */
  async start(kind: JobKind): Promise<string | null> {
    const drafted = this.drafted(kind);
    const camera = this.#deps.cameras.selected;
    const { nameTemplate, templateError } = this.#deps.snapper;
    const refused = this.#deps.jobs.blocked ?? templateError ?? (drafted.ok ? null : `${Object.values(drafted.errors).join('. ')}.`);
    if (refused !== null || !drafted.ok || !camera) return refused;
    this.#remember(kind);
    try {
      await this.#deps.jobs.start(camera, { ...drafted.spec, ...(nameTemplate !== null && { nameTemplate }) });
      this.error = null;
    } catch (error) {
      this.error = errorText(error);
    }
    return this.error;
  }

  async #estimate(cameraId: string, spec: JobSpec): Promise<void> {
    const asked = ++this.#asked;
    try {
      const need = await this.#deps.hub.estimateJob(cameraId, spec);
      if (asked === this.#asked) this.estimate = { spec, need };
    } catch (error) {
      if (asked !== this.#asked) return;
      this.estimate = null;
      this.error = errorText(this.#deps.session.handleError(error));
    } finally {
      if (asked === this.#asked) this.estimating = false;
    }
  }

  #remember(kind: JobKind): void {
    this.kind = kind;
    writePreference(KIND, kind);
    writePreference(DRAFTS, JSON.stringify(this.drafts));
  }
}

function readKind(): JobKind | null {
  const kept = readPreference(KIND);
  return kept === 'burst' || kept === 'timelapse' || kept === 'clip' ? kept : null;
}

/** Reads the last drafts of this browser; an older version may have stored another format. */
function readDrafts(): JobDrafts {
  try {
    return draftsSchema.catch(structuredClone(FIRST_DRAFTS)).parse(JSON.parse(readPreference(DRAFTS) ?? 'null'));
  } catch {
    return structuredClone(FIRST_DRAFTS);
  }
}
