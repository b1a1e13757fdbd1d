import { describe, expect, it } from 'vitest';
import { describeEntry, readLogLine } from './log-entry.ts';

describe('readLogLine', () => {
  it.each([
    [20, 'debug'],
    [30, 'info'],
    [40, 'warn'],
    [50, 'error'],
    [60, 'error'],
    ['DEBUG', 'debug'],
    ['info', 'info'],
    ['WARNING', 'warn'],
    ['warn', 'warn'],
    ['critical', 'error'],
    ['fatal', 'error'],
    [undefined, 'info'],
  ])('understands level %j as %s', (level, expected) => {
    expect(readLogLine(JSON.stringify({ level, msg: 'text' }), 'info')).toMatchObject({ level: expected, message: 'text' });
  });

  it.each(['Traceback (most recent call last):', '42', '"text"', '[1]', '{'])('takes %j as text of the given level', (line) => {
    expect(readLogLine(line, 'warn')).toEqual({ level: 'warn', message: line, fields: {} });
  });
});

describe('describeEntry', () => {
  it('adds what the error says', () => {
    expect(describeEntry(readLogLine('{"msg":"request failed","err":{"message":"disk full"}}', 'info'))).toBe('request failed: disk full');
    expect(describeEntry(readLogLine('{"msg":"request failed","error":"disk full"}', 'info'))).toBe('request failed: disk full');
  });

  it('does not say it twice', () => {
    expect(describeEntry(readLogLine('{"msg":"disk full","err":{"message":"disk full"}}', 'info'))).toBe('disk full');
  });
});
