import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimFolder, correctAllIn, PrivateFilesError } from './private-files.ts';

const isRoot = process.getuid?.() === 0;
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe.skipIf(process.platform === 'win32')('private files', () => {
  let place: string;
  let folder: string;
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'eyepiece-modes-'));
    folder = join(place, 'data');
  });
  afterEach(() => {
    rmSync(place, { recursive: true, force: true });
  });

  it('are created in a folder that only this account can enter', () => {
    claimFolder(join(folder, 'deep'), 'DATA_DIR');
    expect(modeOf(join(folder, 'deep'))).toBe(0o700);
  });

  it('lose the permissions of other accounts when the folder was open to them', () => {
    mkdirSync(join(folder, 'db', 'base'), { recursive: true });
    writeFileSync(join(folder, 'db', 'base', '1259'), 'hashes');
    writeFileSync(join(place, 'not ours'), '');
    symlinkSync(join(place, 'not ours'), join(folder, 'link'));
    chmodSync(join(place, 'not ours'), 0o644);
    for (const path of ['db/base/1259', 'db/base', 'db', '']) chmodSync(join(folder, path), path.endsWith('9') ? 0o666 : 0o755);
    claimFolder(folder, 'DATA_DIR');
    expect(['', 'db', 'db/base', 'db/base/1259'].map((path) => modeOf(join(folder, path)))).toEqual([0o700, 0o700, 0o700, 0o600]);
    expect(modeOf(join(place, 'not ours'))).toBe(0o644);
  });

  it.skipIf(!isRoot)('are not written to a folder that another account owns', () => {
    mkdirSync(folder);
    chownSync(folder, 12_345, 12_345);
    expect(() => claimFolder(folder, 'DATA_DIR')).toThrow(PrivateFilesError);
    expect(() => claimFolder(folder, 'DATA_DIR')).toThrow(`DATA_DIR=${folder} belongs to another account (user id 12345)`);
  });

  it('have no permissions for other accounts, whatever the umask was', () => {
    const module = fileURLToPath(new URL('private-files.ts', import.meta.url));
    const program = `import { makeFilesPrivate } from ${JSON.stringify(module)};
      import { mkdirSync, writeFileSync } from 'node:fs';
      process.umask(0); makeFilesPrivate();
      mkdirSync('folder'); writeFileSync('folder/file', '');`;
    const options = { cwd: place, encoding: 'utf8' } as const;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], options);
    expect([status, stderr.includes('Error')]).toEqual([0, false]);
    expect([modeOf(join(place, 'folder')), modeOf(join(place, 'folder', 'file'))]).toEqual([0o700, 0o600]);
  });

  it('of an earlier backup get private modes; its folder keeps its mode', () => {
    mkdirSync(join(folder, 'captures'), { recursive: true });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'captures'), 0o777);
    correctAllIn(folder);
    expect([modeOf(folder), modeOf(join(folder, 'captures'))]).toEqual([0o755, 0o700]);
  });
});
