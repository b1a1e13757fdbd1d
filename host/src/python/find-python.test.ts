import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPython } from './find-python.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eyepiece-python-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A program that prints this version as Python would. */
function fakePython(version: string): string {
  const path = join(folder, 'python');
  writeFileSync(path, `#!/bin/sh\necho "python ${version}"\n`);
  chmodSync(path, 0o755);
  return path;
}

describe.skipIf(process.platform === 'win32')('findPython', () => {
  it('uses the interpreter that PYTHON names', async () => {
    const path = fakePython('3 11 0');
    expect(await findPython({ PYTHON: path })).toEqual({ command: path, args: [], version: '3.11.0' });
  });

  it.each(['3 10 9', '2 7 18'])('rejects %s and reports its version', async (version) => {
    const path = fakePython(version);
    const message = `Python 3.11 or newer was not found (${path} is ${version.replaceAll(' ', '.')}): install it, or name it in PYTHON`;
    await expect(findPython({ PYTHON: path })).rejects.toThrow(message);
  });

  it('reports the commands it tried', async () => {
    await expect(findPython({ PYTHON: '/no/such/python' })).rejects.toThrow('(tried /no/such/python)');
  });

  it('finds an installed interpreter on PATH', async () => {
    const { version } = await findPython({});
    expect(Number(version.split('.')[1])).toBeGreaterThanOrEqual(11);
  });
});
