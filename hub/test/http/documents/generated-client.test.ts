/** A third party's generator makes a Python client from the OpenAPI document, and the client works with a hub. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEY_SCOPES, ROUTE_SCOPES, type Capture } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey } from '../../setup/keys.ts';
import { useCamera, useHub } from '../../setup/use-hub.ts';
import { runProgram } from './python-program.ts';

interface Report {
  readonly operations: number;
  readonly cameras: readonly string[];
  readonly captureId: string;
  readonly found: readonly string[];
  readonly rating: number;
  readonly sha256: string;
  readonly missing: string;
}

const hub = useHub();
useCamera(hub, { cameraId: 'bench-3' });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-generated-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('a generated Python client lists cameras, captures, finds, downloads and rates', { timeout: 600_000 }, async () => {
  const { token } = await hub.person('operator');
  const { key } = await createKey(hub, token, { name: 'generated', scopes: KEY_SCOPES.filter((scope) => scope !== 'admin') });
  const report = await runProgram<Report>('generated_client.py', { url: hub.url, key, cameraId: 'bench-3', folder });
  const capture = (await (await hub.api(`/captures/${report.captureId}`, { token })).json()) as Capture;
  expect(report).toEqual({
    operations: Object.keys(ROUTE_SCOPES).length,
    cameras: ['bench-3'],
    captureId: capture.id,
    found: [capture.id],
    rating: 4,
    sha256: capture.sha256,
    missing: 'camera_not_found',
  });
});
