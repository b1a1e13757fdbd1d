import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadEnvFile, readEnvText } from './env-file.ts';
import { SetupError } from './setup-error.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eyepiece-env-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('readEnvText', () => {
  it('reads names, comments, quotes and values of several lines', () => {
    const text = `\uFEFF# A comment\r\nHUB_PORT=4000\nexport CAMERA_NAME="Bench, left"\n\nDATA_DIR = ./here # beside it\nNOTE='one\ntwo = 2\n'\nEMPTY=\n`;
    expect({ ...readEnvText(text) }).toEqual({
      HUB_PORT: '4000',
      CAMERA_NAME: 'Bench, left',
      DATA_DIR: './here',
      NOTE: 'one\ntwo = 2\n',
      EMPTY: '',
    });
  });

  it.each([
    ['HUB_PORT=1\nCAMERA NAME=x', '.env, line 2: "CAMERA NAME=x" is not NAME=value'],
    ['HUB_PORT 4000', '.env, line 1: "HUB_PORT 4000" is not NAME=value'],
    ['2ND=x', '.env, line 1: "2ND=x" is not NAME=value'],
    ['a: a secret that is longer than this', '.env, line 1: "a: a secret that is long…" is not NAME=value'],
    ['A=1\nB="open\nC=2', '.env, line 2: the value has no closing "'],
  ])('reports the invalid line of %j', (text, message) => {
    expect(() => readEnvText(text)).toThrow(SetupError);
    expect(() => readEnvText(text)).toThrow(message);
  });
});

describe('loadEnvFile', () => {
  it('adds to the environment, which takes precedence', () => {
    writeFileSync(join(folder, '.env'), 'HUB_PORT=4000\nCAMERA_ID=left\nDATA_DIR=./file\n');
    const env: NodeJS.ProcessEnv = { HUB_PORT: '5000', DATA_DIR: '' };
    loadEnvFile(env, folder);
    expect(env).toEqual({ HUB_PORT: '5000', CAMERA_ID: 'left', DATA_DIR: '' });
  });

  it('accepts a missing file, and reports why a file cannot be read', () => {
    const env: NodeJS.ProcessEnv = {};
    loadEnvFile(env, folder);
    expect(env).toEqual({});
    mkdirSync(join(folder, '.env'));
    expect(() => loadEnvFile(env, folder)).toThrow('.env cannot be read: EISDIR');
  });
});
