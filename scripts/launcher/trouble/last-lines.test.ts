import { expect, it } from 'vitest';
import { LastLines } from './last-lines.ts';

const line = (message: string) => ({ level: 'error' as const, message, fields: {} });

it('keeps the last lines and hides secrets, also those that become known later', () => {
  const lines = new LastLines({
    JWT_SECRET: 'the-secret-of-tokens',
    PGPASSWORD: 'hunter2-hunter2',
    HOME: '/home/ana',
    AWS_SECRET_ACCESS_KEY: 'key',
  });
  for (let index = 0; index < 70; index += 1) lines.add('hub', line(`line ${index}`));
  lines.add('hub', line('postgresql://ana:p%40ss@db.local/eyepiece refused hunter2-hunter2 in /home/ana'));
  lines.add('camera-1', line('token camera-token-of-this-run refused, the-secret-of-tokens, key'));
  lines.hide(['camera-token-of-this-run']);
  expect(lines.list).toHaveLength(60);
  expect(lines.list.slice(-2).map(({ text }) => text)).toEqual([
    'postgresql://ana:[hidden]@db.local/eyepiece refused [hidden] in /home/ana',
    'token [hidden] refused, [hidden], key',
  ]);
});

it('cuts long lines', () => {
  const lines = new LastLines({});
  lines.add('hub', line('x'.repeat(10_000)));
  expect(lines.list[0]?.text).toHaveLength(500);
});
