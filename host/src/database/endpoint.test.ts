import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseEndpoint, fitsSocketPath } from './endpoint.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'eyepiece-endpoint-'));
});

afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

describe('chooseEndpoint', () => {
  it.skipIf(process.platform === 'win32')('listens in a folder that only the owner may enter', async () => {
    const endpoint = await chooseEndpoint(dataDir);
    expect(endpoint.listen.path).toBe(join(dataDir, 'run', '.s.PGSQL.5432'));
    expect(statSync(join(dataDir, 'run')).mode & 0o777).toBe(0o700);
    expect(new URL(endpoint.url(0)).hostname).toBe(encodeURIComponent(join(dataDir, 'run')));
    expect(endpoint.password).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32')('uses a temporary folder when the path is too long for a socket', async () => {
    const endpoint = await chooseEndpoint(join(dataDir, 'x'.repeat(110)));
    const folder = dirname(endpoint.listen.path ?? '');
    expect(folder.startsWith(tmpdir())).toBe(true);
    expect(fitsSocketPath(folder)).toBe(true);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await endpoint.dispose();
    expect(existsSync(folder)).toBe(false);
  });

  it('requires a password on TCP', async () => {
    const endpoint = await chooseEndpoint(dataDir, 'win32');
    expect(endpoint.listen).toEqual({ host: '127.0.0.1', port: 0 });
    expect(endpoint.password).toHaveLength(32);
    expect(endpoint.url(4321)).toBe(`postgresql://postgres:${String(endpoint.password)}@127.0.0.1:4321/postgres`);
  });
});

it('measures the socket path in bytes', () => {
  expect(fitsSocketPath('/'.padEnd(89, 'a'))).toBe(true);
  expect(fitsSocketPath('/'.padEnd(90, 'a'))).toBe(false);
  expect(fitsSocketPath('/'.padEnd(60, 'ü'))).toBe(false);
});
