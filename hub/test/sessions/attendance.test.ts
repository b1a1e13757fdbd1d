import { expect, it, vi } from 'vitest';
import { Attendance } from '../../src/sessions/attendance/attendance.ts';
import { ManualClock } from '../setup/manual-clock.ts';

it('leaves the grace period of a person to the hub that the person is connected to', () => {
  const clock = new ManualClock();
  const onLost = vi.fn();
  const events = { onLost, onAbandoned: () => undefined, onChanged: () => undefined };
  const attendance = new Attendance({ clock, graceUs: 10_000_000, abandonedUs: 3_600_000_000 }, events, clock.nowUs());
  attendance.startGrace('ana', 'hub_restarted');
  attendance.startGrace('ben', 'hub_restarted');
  attendance.setElsewhere(new Set(['ana']));
  attendance.setElsewhere(new Set());
  clock.advance(11);
  expect(onLost.mock.calls).toEqual([['ben', 'hub_restarted']]);
  attendance.close();
});
