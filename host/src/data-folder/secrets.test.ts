import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSecrets, SecretsError } from './secrets.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'eyepiece-secrets-'));
});

afterEach(() => {
  rmSync(dataDir, { recursive: true });
});

const token = 'a'.repeat(32);
const jwt = 'b'.repeat(40);

describe('loadSecrets', () => {
  it('generates two different secrets once and stores them', () => {
    const first = loadSecrets(dataDir, {});
    expect(first.cameraToken).toHaveLength(43);
    expect(first.jwtSecret).not.toBe(first.cameraToken);
    expect(loadSecrets(dataDir, {})).toEqual(first);
    expect(readdirSync(dataDir)).toEqual(['secrets.json']);
  });

  it.skipIf(process.platform === 'win32')('lets only the owner read them', () => {
    loadSecrets(join(dataDir, 'new'), {});
    expect(statSync(join(dataDir, 'new', 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'new')).mode & 0o777).toBe(0o700);
  });

  it('prefers the environment and writes no file when both secrets are set', () => {
    expect(loadSecrets(dataDir, { CAMERA_TOKEN: token, JWT_SECRET: jwt })).toEqual({ cameraToken: token, jwtSecret: jwt });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('never writes a secret from the environment to disk', () => {
    const mixed = loadSecrets(dataDir, { CAMERA_TOKEN: token, JWT_SECRET: '' });
    expect(mixed.cameraToken).toBe(token);
    expect(mixed.jwtSecret).toBe(loadSecrets(dataDir, {}).jwtSecret);
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).not.toContain(token);
  });

  it('rejects a short secret and reports its name and length', () => {
    expect(() => loadSecrets(dataDir, { JWT_SECRET: 'secret' })).toThrow(
      new SecretsError('JWT_SECRET has 6 characters; it needs at least 32'),
    );
  });

  it.each(['', '{', '{"cameraToken":"short","jwtSecret":"short"}'])('rejects a damaged file instead of replacing it: %j', (text) => {
    writeFileSync(join(dataDir, 'secrets.json'), text);
    expect(() => loadSecrets(dataDir, {})).toThrow(SecretsError);
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).toBe(text);
  });
});
