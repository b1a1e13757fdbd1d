import {
  capturePageSchema,
  captureSchema,
  firstRunStateSchema,
  loginResultSchema,
  loginSessionsSchema,
  presetListSchema,
  presetSchema,
  trustSchema,
  userListSchema,
  userSchema,
  type Capture,
  type CapturePatch,
  type CreatePreset,
  type CreateUser,
  type FirstRun,
  type ThumbnailSize,
  type UpdateUser,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { BASE_PATH } from '../../browser/base-path.ts';
import type { CaptureFilter } from '../clients/hub-client.ts';
import { API, rest, restAt, restVoid } from './rest.ts';

/** The part of the hub's interface that uses REST. */
export abstract class RestHub {
  trust() {
    return rest(trustSchema, '/trust', { cache: 'no-store' });
  }

  async servedUiVersion(): Promise<string> {
    return (await restAt(z.object({ version: z.string() }), `${BASE_PATH}/version.json`, { cache: 'no-store' })).version;
  }

  async awaitsFirstAdministrator(): Promise<boolean> {
    return (await rest(firstRunStateSchema, '/setup', { cache: 'no-store' })).open;
  }

  async createFirstAdministrator(input: FirstRun) {
    return (await rest(loginResultSchema, '/setup', { method: 'POST', body: input })).user;
  }

  me() {
    return rest(userSchema, '/auth/me');
  }

  async login(email: string, password: string) {
    return (await rest(loginResultSchema, '/auth/login', { method: 'POST', body: { email, password } })).user;
  }

  logout(): Promise<void> {
    return restVoid('/auth/logout', { method: 'POST' });
  }

  changePassword(current: string, password: string): Promise<void> {
    return restVoid('/auth/password', { method: 'POST', body: { current, password } });
  }

  async listLoginSessions() {
    return (await rest(loginSessionsSchema, '/auth/sessions')).sessions;
  }

  endLoginSession(id: string): Promise<void> {
    return restVoid(`/auth/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  endOtherLoginSessions(): Promise<void> {
    return restVoid('/auth/sessions', { method: 'DELETE' });
  }

  async endLoginSessionsOf(userId: string) {
    const schema = z.object({ ended: z.int() });
    return (await rest(schema, `/users/${encodeURIComponent(userId)}/sessions`, { method: 'DELETE' })).ended;
  }

  listCaptures(filter: CaptureFilter, page: { cursor?: string; limit: number }, signal?: AbortSignal) {
    return rest(capturePageSchema, '/captures', { query: { ...filter, ...page }, signal });
  }

  getCapture(id: string): Promise<Capture> {
    return rest(captureSchema, `/captures/${encodeURIComponent(id)}`);
  }

  updateCapture(id: string, patch: CapturePatch): Promise<Capture> {
    return rest(captureSchema, `/captures/${encodeURIComponent(id)}`, { method: 'PATCH', body: patch });
  }

  deleteCapture(id: string): Promise<void> {
    return restVoid(`/captures/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  restoreCapture(id: string): Promise<Capture> {
    return rest(captureSchema, `/captures/${encodeURIComponent(id)}/restore`, { method: 'POST' });
  }

  thumbnailUrl(capture: Capture, size: ThumbnailSize): string {
    return `${API}/captures/${encodeURIComponent(capture.id)}/thumbnail?size=${size}`;
  }

  originalUrl(capture: Capture): string {
    return `${API}/captures/${encodeURIComponent(capture.id)}/file`;
  }

  downloadUrl(capture: Capture): string {
    return `${this.originalUrl(capture)}?download=1`;
  }

  async listPresets() {
    return (await rest(presetListSchema, '/presets')).presets;
  }

  createPreset(preset: CreatePreset) {
    return rest(presetSchema, '/presets', { method: 'POST', body: preset });
  }

  deletePreset(id: string): Promise<void> {
    return restVoid(`/presets/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  async listUsers() {
    return (await rest(userListSchema, '/users')).users;
  }

  createUser(user: CreateUser) {
    return rest(userSchema, '/users', { method: 'POST', body: user });
  }

  updateUser(id: string, change: UpdateUser) {
    return rest(userSchema, `/users/${encodeURIComponent(id)}`, { method: 'PATCH', body: change });
  }
}
