import type {
  AnalysisWish,
  CameraSettings,
  Corrections,
  CorrectionsUpdate,
  CreateObjective,
  MemoryChannel,
  Objective,
  UpdateObjective,
} from '@eyepiece/shared-types';

/** What became of a settings file. */
export interface SettingsImport {
  readonly settings: CameraSettings;
  /** What of the file this camera did not take: a clause for people each. */
  readonly leftOut: readonly string[];
}

/** What the page asks of a camera and its optics beside settings, captures and jobs. Every method rejects with a HubError. */
export interface InstrumentClient {
  /** Asks for `analysis` events of a camera; a later wish replaces the one before. */
  watchAnalysis(cameraId: string, wish: AnalysisWish): Promise<void>;
  /** Says nothing when there is no connection: the hub forgets the wish with it. */
  unwatchAnalysis(cameraId: string): void;
  /** @param workMs how long the camera will be busy with it; waited for beyond the usual time */
  correct(cameraId: string, update: CorrectionsUpdate, workMs?: number): Promise<Corrections>;
  /** Software trigger: one exposure. */
  fire(cameraId: string): Promise<void>;
  saveToMemory(cameraId: string, channel: MemoryChannel): Promise<void>;
  loadFromMemory(cameraId: string, channel: MemoryChannel): Promise<CameraSettings>;
  settingsFileUrl(cameraId: string): string;
  /** @param file what the file holds, as JSON */
  importSettings(cameraId: string, file: unknown): Promise<SettingsImport>;

  listObjectives(cameraId: string): Promise<Objective[]>;
  createObjective(cameraId: string, objective: CreateObjective): Promise<Objective>;
  updateObjective(id: string, change: UpdateObjective): Promise<Objective>;
  deleteObjective(id: string): Promise<void>;
  chooseObjective(cameraId: string, objectiveId: string | null): Promise<Objective | null>;
}
