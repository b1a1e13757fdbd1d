import { expect, it } from 'vitest';
import { logTap } from './report.ts';

it('prints no control characters of a path or an event', () => {
  const lines: string[] = [];
  const tap = logTap(
    (line) => lines.push(line),
    () => undefined,
  );
  const connection = { id: 'ws1', kind: 'websocket', number: 1, path: '/\u001b[2J\n', bytesUp: 0, bytesDown: 0 } as const;
  const packet = { type: 'event', namespace: '/', id: undefined, event: 'a\u001b[31m\nb', args: [] } as const;
  tap.opened?.(connection);
  tap.message?.({ connection, direction: 'down', number: 1, kind: 'text', parts: [], packet, faults: [], atUs: 0 });
  expect(lines).toEqual(['ws1 opened / [2J ', 'ws1 down 1 event a [31m b, 0 bytes']);
});
