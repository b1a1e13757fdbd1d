/** Clients choose the payloads, so no payload may cost much. */
import { expect, it } from 'vitest';
import { hideSecrets } from './secrets.ts';
import { Redactor } from './redact.ts';

const redactor = new Redactor([]);

it('limits the depth', () => {
  const nested = (depth: number): string => `["event",${'['.repeat(depth)}7${']'.repeat(depth)}]`;
  expect(redactor.preview(nested(20), 1)).toContain('7');
  expect(redactor.preview(nested(4000), 1)).toContain('[nested too deep]');
  const objects = `["event",${'{"a":'.repeat(1300)}7${'}'.repeat(1300)}]`;
  expect(redactor.preview(objects, 1)).toContain('[nested too deep]');
});

it('reads only the beginning of a payload', () => {
  const text = redactor.preview(JSON.stringify(['event', ...Array.from({ length: 150 }, () => 'a password=hunter2 of the test')]), 1);
  expect(text).toHaveLength(301);
  expect(text).not.toContain('hunter2');
});

it('marks what it leaves out, and shows no part of a secret at the cut', () => {
  const webTokens = 'eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl '.repeat(60);
  const text = redactor.preview(JSON.stringify(['event', webTokens]), 1);
  expect(text).toMatch(/…$/);
  expect(text).not.toContain('eyJ');
  expect(redactor.preview(JSON.stringify(['event', 'x.'.repeat(2000)]), 1)).toBe('""…');
});

/** Linear time is far below the limit on slow machines too; quadratic time is far above it. */
it.each([
  'eyJ-',
  'eyJ.',
  'eyJ-a.',
  'bearer ',
  'Basic ',
  'a:',
  '://a:',
  'a:b@',
  'pass',
  'password ',
  'token-',
  '"pass":"',
  '%23',
  '/guest#',
])('reads %j repeated in linear time', (unit) => {
  const cpuMs = (length: number): number => {
    const text = unit.repeat(length / unit.length);
    const before = process.threadCpuUsage();
    hideSecrets(text);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };
  cpuMs(5000);
  expect(cpuMs(500_000)).toBeLessThan(15_000);
});
