import { describe, expect, it } from 'vitest';
import { errorLines, lastLines, runCommand } from './run-command.ts';

const node = (source: string, options = {}) => runCommand(process.execPath, ['-e', source], options);

describe('runCommand', () => {
  it('returns the exit code and the output of both streams', async () => {
    let seen = '';
    const result = await node('console.log("out"); console.error("err"); process.exitCode = 3', {
      onOutput: (text: string) => (seen += text),
    });
    expect(result.code).toBe(3);
    expect(result.output.split('\n').sort()).toEqual(['', 'err', 'out']);
    expect(seen).toBe(result.output);
  });

  it('reports a missing program', async () => {
    expect(await runCommand('eyepiece-no-such-program', [])).toEqual({ code: 127, output: 'spawn eyepiece-no-such-program ENOENT' });
  });

  it('kills a program after the timeout', async () => {
    expect((await node('setInterval(() => {}, 1000)', { timeoutMs: 200 })).code).toBe(124);
  });

  it('does not wait for programs that one that was killed has started', async () => {
    const started = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'inherit' }).pid`;
    const begun = performance.now();
    const { code, output } = await node(`console.log(${started}); process.kill(process.pid, 'SIGKILL')`);
    expect(output).toMatch(/^\d+\n$/);
    process.kill(Number(output));
    expect(code).toBe(124);
    expect(performance.now() - begun).toBeLessThan(50_000);
  });
});

it('finds the lines that contain the error', () => {
  expect(lastLines('one\n\n two \nthree\n', 2)).toBe('two; three');
  expect(errorLines('vite v8\n\u001b[31mBuild failed with 1 error:\u001b[39m\n\nsrc/main.ts not found\nat x\n')).toBe(
    'Build failed with 1 error:',
  );
  expect(errorLines('nothing special\nhere')).toBe('nothing special; here');
});
