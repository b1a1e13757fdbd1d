import type {
  AnalysisRequest,
  CameraChoice,
  CameraChoices,
  CameraSettings,
  Corrections,
  CorrectionsUpdate,
  CreateObjective,
  MemoryChannel,
  Objective,
  UpdateObjective,
} from '@eyepiece/shared-types';

/** Result of importing a settings file. */
export interface SettingsImport {
  readonly settings: CameraSettings;
  /** Settings in the file that this camera does not support, as phrases for the user. */
  readonly leftOut: readonly string[];
}

/** Requests to a camera and its optics other than settings, captures and jobs. Every method rejects with a HubError. */
export interface InstrumentClient {
  /** Subscribes to `analysis` events of a camera; replaces an earlier subscription. */
  watchAnalysis(cameraId: string, request: AnalysisRequest): Promise<void>;
  /** Does nothing without a connection: the hub drops the subscription with it. */
  unwatchAnalysis(cameraId: string): void;
  /** @param workMs expected duration, added to the usual timeout */
  correct(cameraId: string, update: CorrectionsUpdate, workMs?: number): Promise<Corrections>;
  /** Software trigger: one exposure. */
  fire(cameraId: string): Promise<void>;
  /** Stops or starts the live picture for everybody. */
  setLive(cameraId: string, stopped: boolean): Promise<void>;
  saveToMemory(cameraId: string, channel: MemoryChannel): Promise<void>;
  loadFromMemory(cameraId: string, channel: MemoryChannel): Promise<CameraSettings>;
  /** What the camera service can show; for administrators. */
  choices(cameraId: string): Promise<CameraChoices>;
  /** The camera service starts again with this choice. */
  choose(cameraId: string, choice: CameraChoice): Promise<void>;
  settingsFileUrl(cameraId: string): string;
  /** @param file content of the file, parsed from JSON */
  importSettings(cameraId: string, file: unknown): Promise<SettingsImport>;

  listObjectives(cameraId: string): Promise<Objective[]>;
  createObjective(cameraId: string, objective: CreateObjective): Promise<Objective>;
  updateObjective(id: string, change: UpdateObjective): Promise<Objective>;
  deleteObjective(id: string): Promise<void>;
  chooseObjective(cameraId: string, objectiveId: string | null): Promise<Objective | null>;
}
