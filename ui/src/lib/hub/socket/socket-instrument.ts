import {
  cameraChoicesSchema,
  cameraSettingsSchema,
  CONTROL_EPOCH_HEADER,
  correctionsSchema,
  fieldIssueSchema,
  objectiveListSchema,
  objectiveSchema,
  type AnalysisRequest,
  type CameraChoice,
  type CameraChoices,
  type CameraSettings,
  type Corrections,
  type CorrectionsUpdate,
  type CreateObjective,
  type MemoryChannel,
  type Objective,
  type UpdateObjective,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import type { InstrumentClient, SettingsImport } from '../clients/instrument-client.ts';
import type { Ask } from '@eyepiece/client/socket/ask';
import type { HubSocket } from '@eyepiece/client/socket/reconnecting-socket';
import { API, rest, restVoid } from '../rest/rest.ts';
import type { ControlEpoch } from './socket-control.ts';

const importResultSchema = z.object({
  settings: cameraSettingsSchema,
  issues: z.array(fieldIssueSchema),
});

const ofCamera = (cameraId: string): string => `/cameras/${encodeURIComponent(cameraId)}`;
const ofObjective = (id: string): string => `/objectives/${encodeURIComponent(id)}`;

/** Instrument requests over REST and the shared Socket.IO connection. */
export class SocketInstrument implements InstrumentClient {
  readonly #ask: Ask;
  readonly #tell: HubSocket;
  readonly #epochOf: (cameraId: string) => ControlEpoch;

  constructor(socket: HubSocket, ask: Ask, epochOf: (cameraId: string) => ControlEpoch) {
    this.#tell = socket;
    this.#ask = ask;
    this.#epochOf = epochOf;
  }

  async watchAnalysis(cameraId: string, request: AnalysisRequest): Promise<void> {
    await this.#ask<object>((socket) => socket.emitWithAck('analysis:watch', { cameraId, ...request }));
  }

  unwatchAnalysis(cameraId: string): void {
    if (this.#tell.connected) this.#tell.emit('analysis:unwatch', { cameraId });
  }

  async correct(cameraId: string, corrections: CorrectionsUpdate, workMs = 0): Promise<Corrections> {
    const reply = await this.#ask<{ corrections: Corrections }>(
      (socket) => socket.emitWithAck('corrections:update', { cameraId, corrections, ...this.#epochOf(cameraId) }),
      workMs,
    );
    return correctionsSchema.parse(reply.corrections);
  }

  async fire(cameraId: string): Promise<void> {
    await this.#ask<object>((socket) => socket.emitWithAck('camera:fire', { cameraId, ...this.#epochOf(cameraId) }));
  }

  async setLive(cameraId: string, stopped: boolean): Promise<void> {
    await this.#ask<object>((socket) => socket.emitWithAck('live:set', { cameraId, stopped, ...this.#epochOf(cameraId) }));
  }

  async saveToMemory(cameraId: string, channel: MemoryChannel): Promise<void> {
    await this.#ask<object>((socket) => socket.emitWithAck('settings:save', { cameraId, channel, ...this.#epochOf(cameraId) }));
  }

  async loadFromMemory(cameraId: string, channel: MemoryChannel): Promise<CameraSettings> {
    const reply = await this.#ask<{ settings: CameraSettings }>((socket) =>
      socket.emitWithAck('settings:load', { cameraId, channel, ...this.#epochOf(cameraId) }),
    );
    return cameraSettingsSchema.parse(reply.settings);
  }

  choices(cameraId: string): Promise<CameraChoices> {
    return rest(cameraChoicesSchema, `${ofCamera(cameraId)}/choices`, { cache: 'no-store' });
  }

  choose(cameraId: string, choice: CameraChoice): Promise<void> {
    return restVoid(`${ofCamera(cameraId)}/choice`, { method: 'PUT', body: choice, headers: this.#epochHeader(cameraId) });
  }

  settingsFileUrl(cameraId: string): string {
    return `${API}${ofCamera(cameraId)}/settings/file`;
  }

  async importSettings(cameraId: string, file: unknown): Promise<SettingsImport> {
    const path = `${ofCamera(cameraId)}/settings/file`;
    const headers = this.#epochHeader(cameraId);
    const { settings, issues } = await rest(importResultSchema, path, { method: 'PUT', body: file, headers });
    return { settings, leftOut: issues.map(({ message }) => message) };
  }

  async listObjectives(cameraId: string): Promise<Objective[]> {
    return (await rest(objectiveListSchema, `${ofCamera(cameraId)}/objectives`)).objectives;
  }

  createObjective(cameraId: string, objective: CreateObjective): Promise<Objective> {
    return rest(objectiveSchema, `${ofCamera(cameraId)}/objectives`, { method: 'POST', body: objective });
  }

  updateObjective(id: string, change: UpdateObjective): Promise<Objective> {
    return rest(objectiveSchema, ofObjective(id), { method: 'PATCH', body: change });
  }

  deleteObjective(id: string): Promise<void> {
    return restVoid(ofObjective(id), { method: 'DELETE' });
  }

  async chooseObjective(cameraId: string, objectiveId: string | null): Promise<Objective | null> {
    const reply = await this.#ask<{ objective: Objective | null }>((socket) =>
      socket.emitWithAck('objective:choose', { cameraId, objectiveId, ...this.#epochOf(cameraId) }),
    );
    return objectiveSchema.nullable().parse(reply.objective);
  }

  #epochHeader(cameraId: string): Record<string, string> {
    const { epoch } = this.#epochOf(cameraId);
    return epoch === undefined ? {} : { [CONTROL_EPOCH_HEADER]: String(epoch) };
  }
}
