import pino from 'pino';
import { expect, it } from 'vitest';
import { Lifetime } from './lifetime.ts';

it('closes parts in reverse order, and continues after one that fails or hangs', async () => {
  const lines: { name?: string; msg: string }[] = [];
  const logger = pino({}, { write: (line: string) => lines.push(JSON.parse(line) as { msg: string }) });
  const lifetime = new Lifetime(logger);
  const closed: string[] = [];
  lifetime.opened('first', () => void closed.push('first'));
  lifetime.opened('throws', () => {
    throw new Error('no');
  });
  lifetime.opened('hangs', () => new Promise(() => undefined), 10);
  lifetime.opened('last', () => void closed.push('last'));
  await Promise.all([lifetime.close(), lifetime.close()]);
  expect(closed).toEqual(['last', 'first']);
  expect(lines.map(({ name, msg }) => [name, msg])).toEqual([
    ['hangs', 'a part of the hub did not close in time'],
    ['throws', 'a part of the hub could not be closed'],
  ]);
});
