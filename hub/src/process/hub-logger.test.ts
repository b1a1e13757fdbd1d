import { expect, it } from 'vitest';
import { newKey } from '../people/keys/key-text.ts';
import { hubLogger } from './hub-logger.ts';

const { text } = newKey();
const lines: string[] = [];
const logger = hubLogger('trace', { write: (line) => void lines.push(line) });

it.each([
  ['a message', () => logger.fatal(`sent ${text}`)],
  ['an error with its stack and cause', () => logger.error({ err: new Error(text, { cause: new Error(`by ${text}`) }) }, 'failed')],
  ['a field, deep inside', () => logger.debug({ request: { headers: [{ cookie: `a=${text}` }] } }, 'request')],
  ['the name of a field', () => logger.trace({ [text]: 1 }, 'odd')],
  ['a logger for a part', () => logger.child({ client: text }).warn('slow')],
])('writes no API key of %s', (_what, write) => {
  lines.length = 0;
  write();
  const [line = ''] = lines;
  expect(line).toContain('eyepiece_[redacted]');
  expect(line).not.toContain(text.slice(-43));
  expect(JSON.parse(line)).toMatchObject({ part: 'hub', time: expect.stringMatching(/^\d{4}-.*Z$/) as string });
});
