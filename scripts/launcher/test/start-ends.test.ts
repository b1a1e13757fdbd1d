import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { descendantsOf, START_SCRIPT } from '@eyepiece/host/processes/launcher-process';
import { untilGone, useStart, WITHIN_MS } from './start-bench.ts';

const bench = useStart();

describe.skipIf(process.platform === 'win32')('npm start', () => {
  it('leaves nothing behind when it is killed', async () => {
    const one = bench.start();
    await one.url();
    const pids = one.descendants().map(({ pid }) => pid);
    process.kill(one.pidOf('launcher/main.ts'), 'SIGKILL');
    await untilGone(pids);
    const after = bench.start();
    await after.url();
  });

  it('stops when npm is ended over its head', async () => {
    // npm and its shell die of a signal without passing it on; this shell does the same.
    const shell = spawn('sh', ['-c', '"$0" "$1"; true', process.execPath, START_SCRIPT], {
      env: {
        ...process.env,
        HUB_HOST: '127.0.0.1',
        HUB_PORT: '0',
        CAMERA_PORT: '0',
        TLS: 'off',
        DATA_DIR: bench.dataDir,
        npm_lifecycle_event: 'start',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    shell.stdout.on('data', (text: Buffer) => (output += text.toString()));
    await expect.poll(() => output, { timeout: 3 * WITHIN_MS }).toContain('is running');
    const pids = descendantsOf(shell.pid ?? -1).map(({ pid }) => pid);
    expect(pids).toHaveLength(5);
    shell.kill('SIGTERM');
    await untilGone(pids);
  });
});
