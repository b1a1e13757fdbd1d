/** Every operation of the OpenAPI document with requests that Schemathesis generates, with a valid key and with a wrong one. */
import { KEY_SCOPES, ROUTE_SCOPES, RPC_ERROR, type CameraSettings, type SettingsFile, type SettingsUpdate } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import { RpcFailure } from '../../../src/ingest/transport/rpc-peer.ts';
import * as make from '../../access/scene.ts';
import { createKey } from '../../setup/keys.ts';
import { setUpBench } from '../../sockets/guest-link.ts';
import { runProgram } from './python-program.ts';

const API = '/api/v1';
/** Feeds of pictures have no end. */
const ENDLESS = ['GET /api/v1/cameras/{id}/feed', 'GET /api/v1/camera/video/feed'];

/** Generated values cannot be right: they name a secret, a password, a camera, or one of two alternatives. */
const NEVER_SERVED: ReadonlySet<string> = new Set([
  'GET /trust/authority.crt',
  'POST /auth/login',
  'POST /auth/guest',
  'POST /auth/password',
  'POST /setup',
  'DELETE /auth/sessions/{id}',
  'DELETE /cameras/{id}',
  'POST /jobs/{id}/resume',
  'GET /cameras/{id}/rewind/{frame}',
  'GET /annotations',
  'POST /shares',
  'POST /sessions',
  'GET /sessions/{id}/export',
  'POST /shots',
  'POST /settings-copies',
  'POST /users/{id}/keys',
]);

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

async function generate(): Promise<Report> {
  const { user, token, password } = await scene.hub.person('admin');
  const { key } = await createKey(scene.hub, token, { name: user.name, scopes: [...KEY_SCOPES] });
  return runProgram('operations.py', {
    ...{ url: scene.hub.url, key, email: user.email, password, endless: ENDLESS, known: await knownIds() },
    ...{ personal: named('never'), public: named('public') },
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
