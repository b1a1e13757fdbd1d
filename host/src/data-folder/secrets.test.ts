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
  it('makes two different secrets once and keeps them', () => {
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

  it('prefers the environment and writes nothing when it has both', () => {
    expect(loadSecrets(dataDir, { CAMERA_TOKEN: token, JWT_SECRET: jwt })).toEqual({ cameraToken: token, jwtSecret: jwt });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('never writes a secret of the environment to disk', () => {
    const mixed = loadSecrets(dataDir, { CAMERA_TOKEN: token, JWT_SECRET: '' });
    expect(mixed.cameraToken).toBe(token);
    expect(mixed.jwtSecret).toBe(loadSecrets(dataDir, {}).jwtSecret);
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).not.toContain(token);
  });

  it('refuses a short secret by its name and length', () => {
    expect(() => loadSecrets(dataDir, { JWT_SECRET: 'secret' })).toThrow(
      new SecretsError('JWT_SECRET has 6 characters; it needs at least 32'),
    );
  });

  it.each(['', '{', '{"cameraToken":"short","jwtSecret":"short"}'])('refuses a damaged file instead of replacing it: %j', (text) => {
    writeFileSync(join(dataDir, 'secrets.json'), text);
    expect(() => loadSecrets(dataDir, {})).toThrow(SecretsError);
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).toBe(text);
  });
});
