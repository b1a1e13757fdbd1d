import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installPackages, modernNode, packagesInstalled, SetupError } from './packages.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eyepiece-packages-'));
  mkdirSync(join(root, 'node_modules'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

const koa = { version: '3.0.0', integrity: 'sha512-a' };
const workspace = { 'node_modules/@eyepiece/hub': { resolved: 'hub', link: true } };
const wanted = {
  '': { name: 'eyepiece' },
  hub: { version: '0.1.0' },
  'node_modules/koa': koa,
  ...workspace,
  'node_modules/only-on-mac': { version: '1.0.0', optional: true },
};

function write(path: string, packages: object): void {
  writeFileSync(join(root, path), JSON.stringify({ packages }));
}

describe('packagesInstalled', () => {
  it('is content when every required package is there in its version', () => {
    write('package-lock.json', wanted);
    write('node_modules/.package-lock.json', { ...workspace, 'node_modules/koa': koa, 'node_modules/extra': koa });
    expect(packagesInstalled(root)).toBe(true);
  });

  it.each([
    ['nothing was installed', undefined],
    ['a package is missing', workspace],
    ['a workspace is not linked', { 'node_modules/koa': koa }],
    ['a version differs', { ...workspace, 'node_modules/koa': { ...koa, version: '2.0.0' } }],
    ['contents differ', { ...workspace, 'node_modules/koa': { ...koa, integrity: 'sha512-b' } }],
  ])('is not when %s', (_case, present) => {
    write('package-lock.json', wanted);
    if (present !== undefined) write('node_modules/.package-lock.json', present);
    expect(packagesInstalled(root)).toBe(false);
  });

  it('says what to do when the lock file is gone', () => {
    expect(() => packagesInstalled(root)).toThrow(SetupError);
  });
});

it('tells in one line why npm could not install', async () => {
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'x', version: '1.0.0', dependencies: { koa: '3.0.0' } }));
  write('package-lock.json', {});
  const error: unknown = await installPackages(root).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SetupError);
  expect((error as SetupError).message).toMatch(/^npm could not install the packages: .*package-lock\.json/);
  expect((error as SetupError).message).not.toContain('\n');
});

it('falls back on this Node when it is new enough', () => {
  expect(modernNode(root)).toBe(process.execPath);
});
