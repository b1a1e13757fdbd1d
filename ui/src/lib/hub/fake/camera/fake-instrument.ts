import {
  objectiveSchema,
  type Analysis,
  type AnalysisRequest,
  type CameraChoices,
  type CameraSettings,
  type CameraState,
  type Corrections,
  type CorrectionsUpdate,
  type CreateObjective,
  type MemoryChannel,
  type Objective,
  type UpdateObjective,
} from '@eyepiece/shared-types';
import { HubError } from '@eyepiece/client/hub-error';
import type { InstrumentClient, SettingsImport } from '../../clients/instrument-client.ts';
import { FakeAnalysis } from './fake-analysis.ts';
import { newUuid } from '../library/fake-captures.ts';

const REPORT_MS = 250;
const ANSWER_MS = 60;
const TAKE_MS = 900;

interface FakeInstrumentWorld {
  readonly camera: (id: string) => CameraState;
  readonly put: (camera: CameraState) => void;
  readonly tell: (cameraId: string, analysis: Analysis) => void;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Analysis, corrections, memory and objectives of the fake cameras. */
export class FakeInstrument implements InstrumentClient {
  readonly #world: FakeInstrumentWorld;
  readonly #analysis = new FakeAnalysis();
  readonly #memory = new Map<string, CameraSettings>();
  #objectives: Objective[];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(world: FakeInstrumentWorld, objectives: Objective[]) {
    this.#world = world;
    this.#objectives = objectives;
  }

  async watchAnalysis(cameraId: string, request: AnalysisRequest): Promise<void> {
    await wait(ANSWER_MS);
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      const { status, settings } = this.#world.camera(cameraId);
      if (status === 'live') this.#world.tell(cameraId, this.#analysis.of(settings, request));
    }, REPORT_MS);
  }

  unwatchAnalysis(): void {
    clearInterval(this.#timer);
  }

  async correct(cameraId: string, { dark, flat, frames = 16, display }: CorrectionsUpdate): Promise<Corrections> {
    await wait(dark === 'take' || flat === 'take' ? TAKE_MS : ANSWER_MS);
    const camera = this.#world.camera(cameraId);
    const before: Corrections = camera.corrections ?? { dark: { state: 'none' }, flat: { state: 'none' } };
    const ordered = (order: CorrectionsUpdate['dark'], reference: Corrections['dark']): Corrections['dark'] => {
      if (order === 'clear') return { state: 'none' };
      if (order === 'take') return { state: 'on', takenAtUs: Date.now() * 1000, frames };
      return order === undefined ? reference : { ...reference, state: order };
    };
    const corrections = {
      dark: ordered(dark, before.dark),
      flat: ordered(flat, before.flat),
      ...((display ?? before.display) ? { display: display ?? before.display } : {}),
    };
    this.#world.put({ ...this.#world.camera(cameraId), corrections });
    return corrections;
  }

  async fire(cameraId: string): Promise<void> {
    await wait(ANSWER_MS);
    if (this.#world.camera(cameraId).settings.trigger !== 'software') throw new HubError('setting_rejected', 'the trigger is not software');
  }

  async setLive(cameraId: string, stopped: boolean): Promise<void> {
    await wait(ANSWER_MS);
    const { stopped: _before, ...camera } = this.#world.camera(cameraId);
    const by = { id: 'fake', name: 'Ana Ruiz' };
    this.#world.put({ ...camera, ...(stopped && { stopped: { by, atUs: Date.now() * 1000 } }) });
  }

  async saveToMemory(cameraId: string, channel: MemoryChannel): Promise<void> {
    await wait(ANSWER_MS);
    if (channel === 'factory') throw new HubError('setting_rejected', 'the factory channel cannot be written');
    this.#memory.set(cameraId, this.#world.camera(cameraId).settings);
  }

  async loadFromMemory(cameraId: string, channel: MemoryChannel): Promise<CameraSettings> {
    await wait(ANSWER_MS);
    const kept = channel === 'user' ? this.#memory.get(cameraId) : undefined;
    const camera = this.#world.camera(cameraId);
    const settings = kept ?? { ...camera.settings, exposure: 20, gain: 0, gamma: 1 };
    this.#world.put({ ...camera, settings });
    return settings;
  }

  async choices(cameraId: string): Promise<CameraChoices> {
    await wait(ANSWER_MS);
    const fixed = 'This page runs without a hub and its cameras.';
    return { driver: this.#world.camera(cameraId).driver, fixed, folder: '', sources: [], pixelink: [] };
  }

  async choose(): Promise<void> {
    await wait(ANSWER_MS);
    throw new HubError('setting_rejected', 'This page runs without a hub and its cameras');
  }

  settingsFileUrl(cameraId: string): string {
    return `data:application/json,${encodeURIComponent(JSON.stringify({ settings: this.#world.camera(cameraId).settings }))}`;
  }

  async importSettings(cameraId: string, file: unknown): Promise<SettingsImport> {
    await wait(ANSWER_MS);
    const camera = this.#world.camera(cameraId);
    const given = (file as { settings?: Partial<CameraSettings> }).settings;
    if (!given) throw new HubError('validation_failed', 'bad', { issues: [{ path: 'settings', message: 'settings is missing' }] });
    const settings = { ...camera.settings, ...given };
    this.#world.put({ ...camera, settings });
    const unknown = Object.keys(given).filter((name) => !(name in camera.capabilities.features));
    return { settings, leftOut: unknown.map((name) => `this camera has no ${name}`) };
  }

  async listObjectives(cameraId: string): Promise<Objective[]> {
    await wait(ANSWER_MS);
    return this.#objectives.filter((objective) => objective.cameraId === cameraId);
  }

  async createObjective(cameraId: string, objective: CreateObjective): Promise<Objective> {
    await wait(ANSWER_MS);
    if (this.#objectives.some((known) => known.cameraId === cameraId && known.name === objective.name))
      throw new HubError('conflict', `there is already an objective "${objective.name}"`);
    const made = objectiveSchema.parse({ ...objective, id: newUuid(), cameraId, ...calibratedNow(objective.umPerPixel) });
    this.#objectives = [...this.#objectives, made];
    return made;
  }

  async updateObjective(id: string, change: UpdateObjective): Promise<Objective> {
    await wait(ANSWER_MS);
    const old = this.#objectives.find((known) => known.id === id);
    if (!old) throw new HubError('objective_not_found', id);
    const merged = Object.entries({ ...old, ...change, ...calibratedNow(change.umPerPixel) }).filter(([, value]) => value !== null);
    const changed = objectiveSchema.parse(Object.fromEntries(merged));
    this.#objectives = this.#objectives.map((known) => (known.id === id ? changed : known));
    this.#used(changed.cameraId, id, changed);
    return changed;
  }

  async deleteObjective(id: string): Promise<void> {
    await wait(ANSWER_MS);
    const gone = this.#objectives.find((known) => known.id === id);
    this.#objectives = this.#objectives.filter((known) => known.id !== id);
    if (gone) this.#used(gone.cameraId, id, null);
  }

  async chooseObjective(cameraId: string, objectiveId: string | null): Promise<Objective | null> {
    await wait(ANSWER_MS);
    const { objective: _, ...camera } = this.#world.camera(cameraId);
    const objective = this.#objectives.find(({ id }) => id === objectiveId) ?? null;
    this.#world.put(objective ? { ...camera, objective } : camera);
    return objective;
  }

  #used(cameraId: string, objectiveId: string, now: Objective | null): void {
    const { objective, ...camera } = this.#world.camera(cameraId);
    if (objective?.id === objectiveId) this.#world.put(now ? { ...camera, objective: now } : camera);
  }
}

function calibratedNow(umPerPixel: number | null | undefined): { calibratedAt?: string } {
  return typeof umPerPixel === 'number' ? { calibratedAt: new Date().toISOString() } : {};
}
