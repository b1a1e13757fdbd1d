/**
 * The roles and guests that may call each route, with a minimal valid request. A key is a route of the OpenAPI document,
 * followed in parentheses by the case if cases have different policies. By default `{id}` is the id of the camera `stage`,
 * of its session, of a capture in that session, or of a drawing.
 */
import { randomUUID } from 'node:crypto';
import { ADMIN } from '../setup/start-hub.ts';
import type { Caller } from './callers.ts';
import { ALL_GUESTS, OF_ANY_SESSION, OF_CAMERA, OF_SESSION, WATCHING, type Policy } from './policy.ts';
import * as make from './scene.ts';
import type { Scene } from './scene.ts';

export interface Request {
  readonly id?: string;
  readonly entryId?: number;
  readonly query?: string;
  readonly json?: object;
  /** Sent instead of JSON. */
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

export interface RoutePolicy extends Policy {
  /** `by` owns the objects created for the request. */
  readonly ask?: (scene: Scene, by: Caller) => Request | Promise<Request>;
  /** The request ends the caller's token, so it needs a new caller. */
  readonly endsToken?: true;
}

const SETTINGS = { settings: { gain: 1 } };
const JOB = { kind: 'timelapse', count: 60, everyMs: 1000 };
const json = (body: object) => () => ({ json: body });
const query = (text: (scene: Scene) => string) => (scene: Scene) => ({ query: text(scene) });
const change = (kind: object, ids: (scene: Scene, by: Caller) => Promise<string> | string) => async (scene: Scene, by: Caller) => ({
  json: { ids: [await ids(scene, by)], change: kind },
});
const id = (make: (scene: Scene, by: Caller) => Promise<string>, body?: object) => async (scene: Scene, by: Caller) => ({
  id: await make(scene, by),
  ...(body && { json: body }),
});
const ofSession = query(({ session }) => `sessionId=${session.id}`);

export const ROUTE_POLICIES: Record<string, RoutePolicy> = {
  // Service
  'GET /health': { from: 'anyone' },
  'GET /ready': { from: 'anyone' },
  'GET /logs': { from: 'admin' },
  'GET /failing-parts': { from: 'viewer' },
  'GET /trust': { from: 'anyone' },
  'GET /trust/authority.crt': { from: 'anyone' },
  'GET /viewers': { from: 'admin' },

  // Sign in
  'POST /auth/login': { from: 'anyone', ask: json(ADMIN) },
  'POST /auth/guest': { from: 'anyone', ask: ({ secret }) => ({ json: { share: secret, name: 'Gil' } }) },
  'POST /auth/logout': { from: 'anyone', endsToken: true },
  'GET /auth/me': { from: 'viewer', guests: ALL_GUESTS },
  'GET /auth/sessions': { from: 'viewer' },
  'DELETE /auth/sessions': { from: 'viewer' },
  'DELETE /auth/sessions/{id}': { from: 'viewer', endsToken: true, ask: (_, { token }) => ({ id: make.loginSessionOf(token) }) },
  'GET /users/{id}/sessions': { from: 'admin', ask: id(make.userOf) },
  'DELETE /users/{id}/sessions': { from: 'admin', ask: id(make.userOf) },
  'POST /auth/password': {
    from: 'viewer',
    endsToken: true,
    ask: (_, { password }) => ({ json: { current: password ?? 'unknown', password: 'another password of the tests' } }),
  },

  'GET /setup': { from: 'anyone' },
  // Wrong links are limited per address, so that every caller sends an incomplete request.
  'POST /setup': { from: 'anyone', refused: 'validation_failed', ask: json({}) },

  // API keys
  'GET /keys': { from: 'viewer' },
  'POST /keys': { from: 'viewer', ask: json({ name: 'Mine', scopes: ['watch'] }) },
  'DELETE /keys/{id}': { from: 'viewer', ask: id(make.keyOf) },
  'GET /users/{id}/keys': { from: 'admin', ask: id(make.userOf) },
  'POST /users/{id}/keys': { from: 'admin', ask: id(make.serviceAccountOf, { name: 'Theirs', scopes: ['watch'] }) },
  'POST /service-accounts': { from: 'admin', ask: json({ name: 'Robot', role: 'viewer' }) },

  // People
  'GET /users': { from: 'admin' },
  'POST /users': { from: 'admin', ask: () => ({ json: make.account() }) },
  'PATCH /users/{id}': { from: 'admin', ask: id(make.userOf, { role: 'contributor' }) },

  // Cameras
  'GET /cameras': { from: 'viewer', guests: ALL_GUESTS, limitedKeys: true },
  'GET /cameras/{id}': { from: 'viewer', guests: OF_CAMERA },
  'DELETE /cameras/{id}': { from: 'admin', ofCameras: false, ask: id(make.offlineCamera) },
  'GET /cameras/{id}/feed': { from: 'viewer', guests: WATCHING, besides: ['feed token'] },
  'POST /cameras/{id}/feed-url': { from: 'viewer', ask: json({}) },
  'GET /cameras/{id}/snapshot.jpg': { from: 'viewer', guests: WATCHING },
  'GET /cameras/{id}/rewind': { from: 'viewer' },
  'GET /cameras/{id}/rewind/{frame}': { from: 'viewer' },
  'POST /cameras/{id}/captures': { from: 'contributor', ask: json({}) },
  'POST /cameras/{id}/captures/cancel': {
    from: 'operator',
    alsoScope: 'control',
    ask: async (scene) => ({ json: { captureId: await make.exposingBy(scene) } }),
  },
  'POST /cameras/{id}/captures/cancel (own)': {
    from: 'contributor',
    ask: async (scene, by) => ({ json: { captureId: await make.exposingBy(scene, by) } }),
  },
  'GET /cameras/{id}/settings': { from: 'viewer' },
  'PUT /cameras/{id}/settings': { from: 'operator', ask: json({ gain: 1 }) },
  'GET /cameras/{id}/settings/file': { from: 'viewer' },
  'PUT /cameras/{id}/settings/file': { from: 'operator', ask: json(SETTINGS) },
  'POST /cameras/{id}/settings/save': { from: 'operator', ask: json({ channel: 'user' }) },
  'POST /cameras/{id}/settings/load': { from: 'operator', ask: json({ channel: 'user' }) },
  'GET /cameras/{id}/corrections': { from: 'viewer' },
  'PUT /cameras/{id}/corrections': { from: 'operator', ask: json({ dark: 'off' }) },
  'POST /cameras/{id}/fire': { from: 'operator' },
  'PUT /cameras/{id}/live': { from: 'operator', ask: () => ({ json: { stopped: false } }) },
  'GET /cameras/{id}/choices': { from: 'admin' },
  'PUT /cameras/{id}/choice': { from: 'admin', alsoScope: 'control', ask: json({ driver: 'simulated' }) },
  'GET /cameras/{id}/control': { from: 'viewer', guests: WATCHING },
  'POST /cameras/{id}/control': { from: 'operator', ask: json({ action: 'request' }) },
  'POST /cameras/{id}/control (take)': { from: 'admin', alsoScope: 'admin', ask: json({ action: 'take', reason: 'because' }) },

  // Default camera
  'POST /camera/capture': { from: 'contributor', ask: json({}) },
  'GET /camera/settings': { from: 'viewer' },
  'PUT /camera/settings': { from: 'operator', ask: json({ gain: 1 }) },
  'GET /camera/health': { from: 'viewer' },
  'GET /camera/video/feed': { from: 'viewer' },

  // Jobs
  'GET /cameras/{id}/jobs': { from: 'viewer' },
  'POST /cameras/{id}/jobs': {
    from: 'operator',
    alsoScope: 'control',
    ask: async (scene) => ({ id: await make.cameraWithoutJob(scene), json: JOB }),
  },
  'POST /cameras/{id}/jobs/estimate': { from: 'operator', ask: json(JOB) },
  'GET /jobs/{id}': { from: 'viewer', ask: id(make.jobAtSpare) },
  'POST /jobs/{id}/cancel': { from: 'operator', alsoScope: 'control', ask: id(make.jobAtSpare) },
  'POST /jobs/{id}/resume': { from: 'operator', alsoScope: 'control', ask: id(make.jobAtSpare) },

  // Objectives and presets
  'GET /cameras/{id}/objectives': { from: 'viewer' },
  'POST /cameras/{id}/objectives': { from: 'operator', ask: () => ({ json: { name: randomUUID() } }) },
  'PUT /cameras/{id}/objective': { from: 'operator', ask: json({ objectiveId: null }) },
  'PATCH /objectives/{id}': { from: 'operator', ofCameras: true, ask: id(make.objectiveOf, { magnification: 20 }) },
  'DELETE /objectives/{id}': { from: 'operator', ofCameras: true, ask: id(make.objectiveOf) },
  'GET /presets': { from: 'viewer' },
  'POST /presets': { from: 'operator', roleOf: 'hub', ask: () => ({ json: { name: randomUUID(), ...SETTINGS } }) },
  'POST /presets (of a camera)': {
    from: 'operator',
    ofCameras: true,
    ask: () => ({ json: { name: randomUUID(), cameraId: 'stage', ...SETTINGS } }),
  },
  'DELETE /presets/{id}': { from: 'operator', roleOf: 'hub', ask: id((scene) => make.presetOf(scene)) },
  'DELETE /presets/{id} (of a camera)': { from: 'operator', ofCameras: true, ask: id((scene) => make.presetOf(scene, 'stage')) },

  // Several cameras
  'GET /camera-groups': { from: 'viewer', limitedKeys: true },
  'POST /camera-groups': { from: 'operator', roleOf: 'hub', ask: () => ({ json: { name: randomUUID() } }) },
  'PATCH /camera-groups/{id}': { from: 'operator', roleOf: 'hub', ask: id(make.groupOf, { add: ['stage'] }) },
  'DELETE /camera-groups/{id}': { from: 'operator', roleOf: 'hub', ask: id(make.groupOf) },
  'POST /shots': { from: 'contributor', ofCameras: true, ask: json({ cameraIds: ['stage', 'spare'] }) },
  'GET /shots/{id}': { from: 'viewer', limitedKeys: true, ask: id(make.shotOf) },
  'POST /settings-copies': {
    from: 'operator',
    ofCameras: true,
    ask: json({ from: 'stage', cameraIds: ['spare'], settings: ['gain'] }),
  },

  // Captures
  'GET /captures': { from: 'viewer', guests: OF_ANY_SESSION },
  'GET /captures (of a session)': { from: 'viewer', guests: OF_SESSION, ask: ofSession },
  'GET /captures/timeline': { from: 'viewer' },
  'GET /captures/timeline (of a session)': { from: 'viewer', guests: OF_SESSION, ask: ofSession },
  'GET /captures/timeline (trash)': { from: 'viewer', ask: query(({ session }) => `sessionId=${session.id}&deleted=true`) },
  'GET /captures/facets': { from: 'viewer' },
  'GET /captures/facets (of a session)': { from: 'viewer', guests: OF_SESSION, ask: ofSession },
  'GET /captures/facets (trash)': { from: 'viewer', ask: query(({ session }) => `sessionId=${session.id}&deleted=true`) },
  'GET /captures/{id}': { from: 'viewer', guests: OF_SESSION },
  'GET /captures/{id} (trash)': { from: 'viewer', ask: id((scene) => make.trashedBy(scene, scene.owner)) },
  'PATCH /captures/{id}': { from: 'operator', ask: id((scene) => make.captureBy(scene, scene.owner), { rating: 3 }) },
  'PATCH /captures/{id} (own)': { from: 'contributor', ask: id(make.captureBy, { rating: 3 }) },
  'DELETE /captures/{id}': { from: 'operator', ask: id((scene) => make.captureBy(scene, scene.owner)) },
  'DELETE /captures/{id} (own)': { from: 'contributor', ask: id(make.captureBy) },
  'POST /captures/{id}/restore': { from: 'operator', ask: id((scene) => make.trashedBy(scene, scene.owner)) },
  'POST /captures/{id}/restore (own)': { from: 'contributor', ask: id(make.trashedBy) },
  'POST /captures/{id}/filtered': {
    from: 'contributor',
    ask: id((scene) => make.captureBy(scene, scene.owner), { steps: [{ step: 'smooth', sigma: 1 }] }),
  },
  // Names the captures that it refuses.
  'POST /captures/bulk': {
    from: 'contributor',
    roleOf: 'any',
    limitedKeys: true,
    ask: change({ kind: 'rate', rating: 1 }, ({ capture }) => capture.id),
  },
  'POST /captures/bulk (purge)': { from: 'admin', alsoScope: 'admin', limitedKeys: true, ask: change({ kind: 'purge' }, make.trashedBy) },
  'GET /captures/{id}/file': { from: 'viewer', guests: OF_SESSION },
  'GET /captures/{id}/thumbnail': { from: 'viewer', guests: OF_SESSION },
  'GET /captures/{id}/view': { from: 'viewer', guests: OF_SESSION },
  'GET /captures/{id}/statistics': { from: 'viewer', guests: OF_SESSION },
  'GET /captures/{id}/history': { from: 'viewer', guests: OF_SESSION },
  // The neighbours may be of other cameras, unless the query names one.
  'GET /captures/{id}/neighbours': { from: 'viewer', ofCameras: false },
  'GET /captures/{id}/neighbours (of a session)': { from: 'viewer', guests: OF_SESSION, ofCameras: false, ask: ofSession },
  'GET /captures/{id}/neighbours (of a camera)': { from: 'viewer', ask: query(() => 'cameraId=stage') },
  'POST /downloads': { from: 'viewer', ask: ({ capture }) => ({ json: { captureIds: [capture.id] } }) },
  'GET /downloads/{id}/{filename}': { from: 'viewer', ask: id(async (scene, by) => (await make.downloadOf(scene, by)).id) },

  // Annotations
  'GET /annotations': { from: 'viewer', guests: WATCHING, ofCameras: true, ask: query(() => 'cameraId=stage') },
  'GET /annotations (of a capture)': {
    from: 'viewer',
    guests: OF_SESSION,
    ofCameras: true,
    ask: query(({ capture }) => `captureId=${capture.id}`),
  },
  'GET /annotations/{id}/history': { from: 'viewer', guests: WATCHING },

  // Sessions
  'GET /sessions': { from: 'viewer' },
  'POST /sessions': {
    from: 'contributor',
    ofCameras: true,
    ask: async (scene) => ({ json: { cameraId: await make.cameraWithoutSession(scene), title: 'New' } }),
  },
  'GET /sessions/{id}': { from: 'viewer', guests: OF_SESSION },
  'PATCH /sessions/{id}': { from: 'operator', ask: json({ title: 'Ours, renamed' }) },
  'PATCH /sessions/{id} (own)': { from: 'contributor', ask: id(make.sessionBy, { title: 'Renamed' }) },
  'POST /sessions/{id}/end': { from: 'operator', ask: id((scene) => make.sessionBy(scene, scene.owner)) },
  'POST /sessions/{id}/end (own)': { from: 'contributor', ask: id(make.sessionBy) },
  'POST /sessions/{id}/join': { from: 'viewer', guests: OF_SESSION },
  'POST /sessions/{id}/leave': { from: 'viewer', guests: OF_SESSION },
  'GET /sessions/{id}/log': { from: 'viewer', guests: OF_SESSION },
  'GET /sessions/{id}/log/{entryId}/history': { from: 'viewer', guests: OF_SESSION },
  'POST /sessions/{id}/notes': { from: 'contributor', guests: OF_SESSION, ask: json({ text: 'seen' }) },
  'POST /sessions/{id}/notes (edit)': {
    from: 'operator',
    ask: async (scene) => ({ json: { text: 'changed', entryId: await make.noteBy(scene, scene.owner) } }),
  },
  'DELETE /sessions/{id}/notes/{entryId}': { from: 'operator', ask: async (scene) => ({ entryId: await make.noteBy(scene, scene.owner) }) },
  'DELETE /sessions/{id}/notes/{entryId} (own)': {
    from: 'contributor',
    guests: OF_SESSION,
    ask: async (scene, by) => ({ entryId: await make.noteBy(scene, by) }),
  },
  'POST /sessions/{id}/export': { from: 'viewer' },
  'GET /sessions/{id}/export': { from: 'viewer', ask: async (scene, by) => ({ query: `download=${await make.exportOf(scene, by)}` }) },

  // Share links
  'GET /shares': { from: 'operator', roleOf: 'any', limitedKeys: true },
  'POST /shares': { from: 'operator', ofCameras: true, ask: json({ kind: 'live', cameraId: 'stage' }) },
  'DELETE /shares/{id}': { from: 'operator', ofCameras: true, ask: id(make.shareFor) },

  // Audit trail
  'GET /audit': { from: 'admin' },
  'GET /audit/export': { from: 'admin' },

  // Storage
  'GET /storage': { from: 'operator', roleOf: 'hub' },
  'GET /storage/rules': { from: 'operator', roleOf: 'hub' },
  'PUT /storage/rules': { from: 'admin', ask: json({ trashDays: 30 }) },
  'POST /storage/plan': { from: 'admin', ask: json({}) },
  'GET /storage/plan/{id}/list': { from: 'admin', ask: id(make.planOf) },
  'POST /storage/plan/{id}/apply': { from: 'admin', ask: id(make.planOf) },
  'POST /storage/purge': { from: 'admin' },
};
