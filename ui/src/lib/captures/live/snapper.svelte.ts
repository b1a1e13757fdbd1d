import { SvelteMap } from 'svelte/reactivity';
import { AVERAGE_MAX, LABEL_MAX, nameTemplateProblem, type Capture, type CaptureEvent, type CaptureFormat } from '@eyepiece/shared-types';
import type { Cameras } from '../../control/cameras.svelte.ts';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { Described } from '../../control/jobs/job-draft.ts';
import { KIND_NAMES } from '../../control/jobs/job-text.ts';
import type { Jobs } from '../../control/jobs/jobs.svelte.ts';
import { roleOf, whyNot } from '../../people/permissions.ts';
import type { Session } from '../../people/session.svelte.ts';
import type { LiveStream } from '../../stream/live-stream.svelte.ts';
import { ofHub } from '../../../languages/others.ts';
import { faultTitle } from '../../stream/status/verdict-text.ts';
import { CaptureChoices } from './capture-choices.svelte.ts';
import { parseTags } from '../tags.ts';
import { midSentence } from '../../../languages/translate.ts';

export interface SnapperDeps {
  readonly hub: HubClient;
  readonly cameras: Cameras;
  readonly session: Session;
  readonly stream: LiveStream;
  readonly jobs: Jobs;
}

/** Longer captures show a countdown, ms. */
const COUNTED_DOWN_MS = 1000;

/** Takes captures: their metadata and options, and whether one can be taken now. */
export class Snapper {
  notes = $state('');
  /** Incremented per capture, so that the picture flashes once for each. */
  flashes = $state(0);
  readonly #deps: SnapperDeps;
  /** The cameras that take a capture of this page, each with the expected end of a long exposure. */
  readonly #pending = new SvelteMap<string, number | null>();
  readonly #choices = new CaptureChoices(() => this.#key);

  /** Guests take no captures, and each of their visits has another id. */
  readonly #key = $derived.by<string | null>(() => {
    const { user } = this.#deps.session;
    const camera = this.#deps.cameras.selected;
    return user && !user.guest && camera ? `${user.id}.${camera.id}` : null;
  });

  readonly busy = $derived.by<boolean>(() => this.#pending.has(this.#deps.cameras.selected?.id ?? ''));
  /** Expected end of a long exposure, performance.now() in ms. */
  readonly readyAtMs = $derived.by<number | null>(() => this.#pending.get(this.#deps.cameras.selected?.id ?? '') ?? null);

  /** The chosen format if the camera supports it, otherwise its first format. */
  readonly usedFormat = $derived.by<CaptureFormat | null>(() => {
    const formats = this.#deps.cameras.selected?.capabilities.captureFormats ?? [];
    return formats.find((format) => format === this.format) ?? formats[0] ?? null;
  });

  /** null for a single frame, NaN for invalid input. */
  readonly usedAverage = $derived.by<number | null>(() => {
    const typed = this.average.trim();
    const frames = Number(typed);
    if (typed === '' || frames === 1) return null;
    return Number.isInteger(frames) && frames >= 2 && frames <= AVERAGE_MAX ? frames : Number.NaN;
  });
  readonly averageError = $derived(Number.isNaN(this.usedAverage) ? `Average: a whole number from 2 to ${AVERAGE_MAX}` : null);

  /** The chosen template; null for the default one. */
  readonly nameTemplate = $derived.by<string | null>(() => this.typedTemplate.trim() || null);
  readonly templateError = $derived.by<string | null>(() => {
    const problem = this.nameTemplate === null ? undefined : nameTemplateProblem(this.nameTemplate);
    return problem === undefined ? null : ofHub(problem);
  });

  /** Metadata for every capture. */
  readonly described = $derived.by<Described>(() => {
    const label = this.label.trim().slice(0, LABEL_MAX);
    const notes = this.notes.trim();
    const tags = parseTags(this.tags);
    return { ...(label ? { label } : {}), ...(notes ? { notes } : {}), ...(tags.length > 0 ? { tags } : {}) };
  });

  readonly blocked = $derived.by<string | null>(() => {
    const role = whyNot(roleOf(this.#deps.session.user, this.#deps.cameras.selected?.id), 'capture');
    if (role) return role;
    const { verdict } = this.#deps.stream;
    // A stopped camera exposes for captures.
    if (verdict === 'live' || verdict === 'stopped') return this.#unready();
    if (verdict === 'triggered') return 'The camera waits for its trigger.';
    if (verdict === 'starting') return 'Waiting for the first picture.';
    const fault = faultTitle(verdict);
    return fault === undefined ? 'The picture is not live.' : `The picture is not live: ${midSentence(fault)}.`;
  });

  constructor(deps: SnapperDeps) {
    this.#deps = deps;
  }

  get format(): CaptureFormat | null {
    return this.#choices.now.format;
  }

  set format(format: CaptureFormat | null) {
    this.#choices.change({ format });
  }

  get label(): string {
    return this.#choices.now.label;
  }

  set label(label: string) {
    this.#choices.change({ label });
  }

  get tags(): string {
    return this.#choices.now.tags;
  }

  set tags(tags: string) {
    this.#choices.change({ tags });
  }

  /** Number of frames to average, as typed; empty for one. */
  get average(): string {
    return this.#choices.now.average;
  }

  set average(average: string) {
    this.#choices.change({ average });
  }

  get fullFrame(): boolean {
    return this.#choices.now.fullFrame;
  }

  set fullFrame(fullFrame: boolean) {
    this.#choices.change({ fullFrame });
  }

  /** As typed; empty for the default template. */
  get typedTemplate(): string {
    return this.#choices.now.nameTemplate;
  }

  set typedTemplate(nameTemplate: string) {
    this.#choices.change({ nameTemplate });
  }

  /** @throws {HubError} */
  async snap(): Promise<Capture | null> {
    const camera = this.#deps.cameras.selected;
    if (this.blocked !== null || !camera) return null;
    this.flashes += 1;
    this.#pending.set(camera.id, this.#readyAtMs(camera.settings.exposure));
    try {
      return await this.#deps.hub.capture(this.#request(camera.id));
    } catch (error) {
      throw this.#deps.session.handleError(error);
    } finally {
      this.#pending.delete(camera.id);
    }
  }

  clear(): void {
    this.notes = '';
    this.#choices.clear();
  }

  #unready(): string | null {
    if (this.busy) return 'A capture is in progress.';
    const job = this.#deps.jobs.current;
    if (job && this.fullFrame) return `Full frame has to wait for the ${midSentence(KIND_NAMES[job.job.kind])}.`;
    return this.averageError ?? this.templateError;
  }

  #readyAtMs(exposureMs: number): number | null {
    const takesMs = exposureMs * (this.usedAverage ?? 1);
    return takesMs >= COUNTED_DOWN_MS ? performance.now() + takesMs : null;
  }

  #request(cameraId: string): CaptureEvent {
    return {
      cameraId,
      ...this.described,
      ...(this.usedFormat ? { format: this.usedFormat } : {}),
      ...(this.usedAverage === null ? {} : { average: this.usedAverage }),
      ...(this.fullFrame ? { fullFrame: true } : {}),
      ...(this.nameTemplate === null ? {} : { nameTemplate: this.nameTemplate }),
    };
  }
}
