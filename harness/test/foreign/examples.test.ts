/** The examples of docs/harness/crowd.md. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { EXIT } from '../../src/input/exit-codes.ts';
import { runCrowd } from './session.ts';

it('the example server is measured as the page says', async () => {
  const script = fileURLToPath(new URL('../../examples/chat-server.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const args = ['--send', 'join ["room-1"]', '--seq', '0.seq', '--time', '0.takenAt', '--max-late', '0', '--max-repeated', '0'];
    const { code, error, out } = await runCrowd('--protocol', 'socket.io', '--url', url, ...args);
    expect({ code, error }).toEqual({ code: EXIT.met, error: '' });
    expect(out).toMatch(/\d+ frames published/);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
