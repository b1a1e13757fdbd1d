import { DIAGNOSTICS_MESSAGES, type DiagnosticsMessage } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { eventKey, messagesMatching, NO_FILTER, peopleIn, toJsonLines, withMessages } from './message-log.ts';

function message(id: number, change: Partial<DiagnosticsMessage> = {}): DiagnosticsMessage {
  return {
    ...{
      id,
      atUs: 1_795_358_400_000_000,
      direction: 'in',
      kind: 'event',
      event: 'watch',
      people: ['Ana'],
      connections: 1,
      count: 1,
      bytes: 20,
    },
    ...change,
  };
}

const LOG = [
  message(1, { preview: '{"cameraId":"bench-3"}' }),
  message(2, { event: 'presence', direction: 'out', people: ['Ben', 'Ana'] }),
  message(3, { event: 'watch', direction: 'out', kind: 'reply', people: ['Ben'], error: 'forbidden' }),
];
const ids = (messages: readonly DiagnosticsMessage[]) => messages.map(({ id }) => id);

it.each([
  [{}, [1, 2, 3]],
  [{ event: eventKey(message(0)) }, [1]],
  [{ person: 'Ben' }, [2, 3]],
  [{ search: 'BENCH-3' }, [1]],
  [{ search: 'watch forbidden' }, [3]],
  [{ person: 'Ana', search: 'presence' }, [2]],
  [{ person: 'Ana', search: 'forbidden' }, []],
])('filters by %j', (filter, expected) => {
  expect(ids(messagesMatching(LOG, { ...NO_FILTER, ...filter }))).toEqual(expected);
});

it('lists people once, sorted', () => {
  expect(peopleIn(LOG)).toEqual(['Ana', 'Ben']);
});

it('is bounded', () => {
  const many = Array.from({ length: DIAGNOSTICS_MESSAGES.kept }, (_, index) => message(index));
  const log = withMessages(many, [message(9000), message(9001)]);
  expect([log.length, log[0]?.id, log.at(-1)?.id]).toEqual([DIAGNOSTICS_MESSAGES.kept, 2, 9001]);
  expect(withMessages(many, [])).toBe(many);
});

it('exports one JSON object a line', () => {
  const lines = toJsonLines(LOG.slice(0, 2)).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { at: '2026-11-22T14:40:00.000Z', id: 1, event: 'watch', preview: '{"cameraId":"bench-3"}' },
    { id: 2, event: 'presence' },
  ]);
});
