import { expect, it } from 'vitest';
import { AttendanceLog } from './attendance-log.ts';

it('limits entries per person and hour, independently of other people', () => {
  const log = new AttendanceLog(2);
  const hourUs = 3_600_000_000;
  expect([1, 2, 3].map((at) => log.admits('ana', at))).toEqual([true, true, false]);
  expect(log.admits('ben', 4)).toBe(true);
  expect(log.admits('ana', hourUs)).toBe(false);
  expect(log.admits('ana', hourUs + 1)).toBe(true);
});
