import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useStart, WITHIN_MS } from './start-bench.ts';

const bench = useStart();

describe.skipIf(process.platform === 'win32')('npm start', () => {
  it('runs several cameras, each in a process of its own: one that dies comes back and the others do not notice', async () => {
    const one = bench.start({ CAMERAS: 'simulated:left,simulated:right', CAMERA_LEFT_NAME: 'Bench, left' });
    const url = await one.url();
    expect(await bench.ready(url)).toMatchObject({ cameras: 2 });
    await one.waitForOutput(/Cameras +Bench, left \(left\) · simulated +http:\S+\/docs\n +Right \(right\) · simulated +http:/);
    const [left, right] = [one.pidOfCamera('left'), one.pidOfCamera('right')];
    process.kill(left, 'SIGKILL');
    await one.waitForOutput(/left ended \(SIGKILL\); starting it again in 0.5 s/);
    await one.waitForOutput(/left is back/);
    await expect.poll(() => bench.ready(url), { timeout: WITHIN_MS }).toMatchObject({ cameras: 2 });
    expect(one.pidOfCamera('right')).toBe(right);
    expect(one.pidOfCamera('left')).not.toBe(left);
    expect(one.output).not.toMatch(/right ended/);
    expect(readdirSync(join(bench.dataDir, 'cameras')).sort()).toEqual(['left', 'right']);
    expect(readdirSync(join(bench.dataDir, 'logs')).sort()).toEqual(['database.log', 'hub.log', 'left.log', 'right.log']);
  });
});
