import { expect, it } from 'vitest';
import type { LoggedMessage } from './result.ts';
import { failure } from './summary.ts';

function logged(atMs: number, message: Partial<LoggedMessage>): LoggedMessage {
  return { atMs, connection: 'a#2', kind: 'frame', name: 'frame', bytes: 100, seq: null, ageMs: null, text: null, ...message };
}

it('marks the message at the time of a failure', () => {
  const text = failure({
    text: 'gaps: { max: 0 }',
    file: 'own.yaml',
    line: 7,
    subject: 'a',
    passed: false,
    expected: 'no missing frames',
    seen: '3 missing frames',
    value: 3,
    atMs: 1235,
    connection: 'a#2',
    around: [
      logged(1000.2, { kind: 'opened', name: 'opened', bytes: 0 }),
      logged(1100.7, { kind: 'message', name: 'chat', text: '["chat"]' }),
      logged(1234.8, { seq: 5, ageMs: 20 }),
      logged(1300, { kind: 'lost', name: 'read ECONNRESET', bytes: 0 }),
    ],
  });
  expect(text.split('\n')).toEqual([
    'FAILED own.yaml:7: a: gaps: { max: 0 }',
    '  expected  no missing frames',
    '  seen      3 missing frames (viewer a#2, at 1.235 s)',
    '  messages',
    '      1.000 s  connection opened',
    '      1.101 s  message chat, 100 bytes, ["chat"]',
    '  >   1.235 s  frame, number 5, 100 bytes, 20 ms old',
    '      1.300 s  connection lost: read ECONNRESET',
  ]);
});
