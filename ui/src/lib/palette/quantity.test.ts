import { expect, it } from 'vitest';
import { parseQuantity } from './quantity.ts';

it.each([
  ['20 ms', 'ms', 20],
  ['20', 'ms', 20],
  ['0,02ms', 'ms', 0.02],
  ['0.5 s', 'ms', 500],
  ['250 µs', 'ms', 0.25],
  ['250 us', 'ms', 0.25],
  ['2 MIN', 'ms', 120_000],
  ['1/50', 'ms', 20],
  ['1/50 s', 'ms', 20],
  ['1/2 ms', 'ms', 0.5],
  ['1e3', 'ms', 1000],
  ['6 dB', 'dB', 6],
  ['-3', 'µm', -3],
  ['500 nm', 'µm', 0.5],
  ['25 Hz', 'fps', 25],
  ['5600 K', 'K', 5600],
  ['1.2', '', 1.2],
  ['90°', '°', 90],
  ['3 ticks', 'ticks', 3],
])('%s in %s', (text, unit, value) => {
  expect(parseQuantity(text, unit)).toEqual({ ok: true, value });
});

it.each([
  ['20 dB', 'ms', /“dB” is not a unit of it \(us, .*min\)/],
  ['5 constructor', 'ms', /is not a unit/],
  ['twenty', 'ms', /is not a number with a unit \(us/],
  ['1/0', 'ms', /not a number/],
  ['1 2', 'ms', /not a number/],
  ['', 'ms', /not a number/],
  ['2 ms', '', /this setting has no unit/],
])('refuses %s in %s', (text, unit, why) => {
  expect(parseQuantity(text, unit)).toEqual({ ok: false, why: expect.stringMatching(why) as string });
});
