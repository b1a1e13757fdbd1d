/** Every operation of the OpenAPI document with requests that Schemathesis generates, with a valid key and with a wrong one. */
import {
  KEY_SCOPES,
  ROUTE_SCOPES,
  RPC_ERROR,
  type CameraSettings,
  type Job,
  type SettingsFile,
  type SettingsUpdate,
} from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import { RpcFailure } from '../../../src/ingest/transport/rpc-peer.ts';
import * as make from '../../access/scene.ts';
import { TIMELAPSE } from '../../setup/camera-parts/fake-jobs.ts';
import { createKey } from '../../setup/keys.ts';
import { post, setUpBench } from '../../sockets/guest-link.ts';
import { runProgram } from './python-program.ts';

const API = '/api/v1';
/** Feeds of pictures have no end. */
const ENDLESS = ['GET /api/v1/cameras/{id}/feed', 'GET /api/v1/camera/video/feed'];

/** The hub of this test has no authority of its own, and is set up already. */
const NEVER_SERVED: ReadonlySet<string> = new Set(['GET /trust/authority.crt', 'POST /setup']);

/** What cannot be guessed in a request; null leaves a field out, as one of two alternatives. */
interface Given {
  readonly token?: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

interface Report {
  /** How often each operation answered with each status; `wrong key 401` for a wrong key. */
  readonly answered: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly failures: readonly string[];
}

const MANY = 1_000_000;
/** All requests come from one address. */
const guesses = { ...DEFAULT_LIMITS.guesses, perAddress: MANY, perAccount: MANY, budget: MANY };

let scene: make.Scene;
beforeAll(async () => {
  scene = await make.setScene(() => setUpBench({ defaultCamera: 'stage' }, { ...DEFAULT_LIMITS, guesses }));
  obeyLimits(scene);
});
afterAll(() => scene.close());

/** The camera refuses values outside its limits, as a real one does. */
function obeyLimits({ stage }: make.Scene): void {
  const apply = ({ exposure, gain }: SettingsUpdate): CameraSettings => {
    const isInside = (value: number | undefined, [min, max]: readonly [number, number]): boolean =>
      value === undefined || (value >= min && value <= max);
    if (!isInside(exposure, [0.02, 2000]) || !isInside(gain, [0, 24]))
      throw new RpcFailure({ code: RPC_ERROR.settingRejected, message: 'outside the limits of the camera', data: { issues: [] } });
    stage.settings = { ...stage.settings, ...(exposure !== undefined && { exposure }), ...(gain !== undefined && { gain }) };
    stage.sendState();
    return stage.settings;
  };
  stage.on['settings.update'] = ({ settings }: { settings: SettingsUpdate }) => ({ settings: apply(settings) });
  stage.on['settings.import'] = ({ file: { settings } }: { file: SettingsFile }) => ({
    settings: apply(settings),
    applied: {},
    leftOut: [],
  });
}

const named = (scope: string): string[] =>
  Object.entries(ROUTE_SCOPES)
    .filter(([, of]) => of === scope)
    .map(([name]) => name.replace(' ', ` ${API}`));

async function knownIds(): Promise<Record<string, Record<string, string>>> {
  const { capture, session, note, drawn, stage, admin } = scene;
  stage.rewind.keptMax = Infinity;
  const frame = stage.rewind.newestName;
  return {
    cameras: { id: 'stage', frame },
    captures: { id: capture.id },
    sessions: { id: session.id, entryId: String(note.id) },
    annotations: { id: drawn.id },
    auth: { id: make.loginSessionOf(admin.token) },
    users: { id: await make.userOf(scene) },
    keys: { id: await make.keyOf(scene, admin) },
    shares: { id: await make.shareFor(scene) },
    objectives: { id: await make.objectiveOf(scene) },
    presets: { id: await make.presetOf(scene) },
    'camera-groups': { id: await make.groupOf(scene) },
    shots: { id: await make.shotOf(scene) },
    jobs: { id: await make.jobAtSpare(scene) },
    downloads: { id: (await make.downloadOf(scene, admin)).id, filename: 'captures.zip' },
    storage: { id: await make.planOf(scene) },
  };
}

/** Each operation that no key may call gets a person of its own, because some end the sign-in. */
async function signIns(): Promise<Record<string, string>> {
  const tokens: Record<string, string> = {};
  for (const name of named('never')) tokens[name] = (await scene.hub.person('admin')).token;
  return tokens;
}

async function jobAtOther(): Promise<string> {
  const { hub, admin } = scene;
  const token = admin.token ?? '';
  const { id } = await post<Job>(hub, token, '/cameras/other/jobs', TIMELAPSE);
  await hub.api('/cameras/other/control', { method: 'POST', token, json: { action: 'release' } });
  return id;
}

/** @param token of the person of the key */
async function givenByOperation(token: string): Promise<Record<string, Given>> {
  const { user, password, token: ofViewer } = await scene.hub.person('viewer');
  const leaving = (await scene.hub.person('viewer')).token;
  const given: Record<string, Given> = {
    'POST /auth/login': { body: { email: user.email, password } },
    'POST /auth/password': { token: ofViewer, body: { current: password } },
    'DELETE /auth/sessions/{id}': { token: leaving, path: { id: make.loginSessionOf(leaving) } },
    'POST /auth/guest': { body: { share: scene.secret } },
    'POST /downloads': { body: { captureIds: [scene.capture.id], filter: null } },
    'PUT /cameras/{id}/objective': { body: { objectiveId: await make.objectiveOf(scene) } },
    'DELETE /cameras/{id}': { path: { id: await make.offlineCamera(scene) } },
    'POST /jobs/{id}/resume': { path: { id: await jobAtOther() } },
    'GET /annotations': { query: { cameraId: 'stage', captureId: null } },
    'POST /shares': { body: { kind: 'live', cameraId: 'stage', sessionId: null } },
    'POST /sessions': { body: { cameraId: await make.cameraWithoutSession(scene) } },
    'GET /sessions/{id}/export': { query: { download: await make.exportOf(scene, { name: 'admin', token }) } },
    'POST /shots': { body: { cameraIds: ['stage'] } },
    'POST /settings-copies': { body: { from: 'stage', cameraIds: ['spare'], settings: ['gain'] } },
    'POST /users/{id}/keys': { path: { id: await make.serviceAccountOf(scene) }, body: { cameraIds: null } },
  };
  return Object.fromEntries(Object.entries(given).map(([name, values]) => [name.replace(' ', ` ${API}`), values]));
}

async function generate(): Promise<Report> {
  const { user, token } = await scene.hub.person('admin');
  const { key } = await createKey(scene.hub, token, { name: user.name, scopes: [...KEY_SCOPES] });
  return runProgram('operations.py', {
    ...{ url: scene.hub.url, key, endless: ENDLESS, public: named('public') },
    ...{ tokens: await signIns(), known: await knownIds(), given: await givenByOperation(token) },
  });
}

it('answers every operation as the document describes', { timeout: 900_000 }, async () => {
  const { answered, failures } = await generate();
  expect(failures).toEqual([]);
  const names = Object.keys(ROUTE_SCOPES).map((name) => name.replace(' ', ` ${API}`));
  expect(Object.keys(answered).toSorted()).toEqual(names.toSorted());
  const unserved = Object.entries(answered).filter(([, statuses]) => !Object.keys(statuses).some((status) => /^[23]/.test(status)));
  expect(unserved.map(([name]) => name.replace(API, '')).filter((name) => !NEVER_SERVED.has(name))).toEqual([]);
});
