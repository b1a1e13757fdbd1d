/**
 * Node loads this before the program (NODE_OPTIONS=--import). It shifts the wall clock by the number of ms in a file,
 * and steps when the file changes. The monotonic clock, timers and file times do not change.
 */
import { readFileSync } from 'node:fs';

const READ_EVERY_MS = 50;
const file = process.env['STEPPED_CLOCK_FILE'];
const RealDate = globalThis.Date;
const realNow = RealDate.now;
let ahead = 0;
let readAtMs = Number.NEGATIVE_INFINITY;

function now() {
  const monotonicMs = performance.now();
  if (file !== undefined && monotonicMs - readAtMs >= READ_EVERY_MS) {
    readAtMs = monotonicMs;
    ahead = Number(readFileSync(file, 'utf8'));
  }
  return realNow() + ahead;
}

const SteppedDate = new Proxy(RealDate, {
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  apply: () => new RealDate(now()).toString(),
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget === SteppedDate ? target : newTarget),
});
RealDate.prototype.constructor = SteppedDate;
globalThis.Date = SteppedDate;
// Read once, when the process starts.
Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + now() - realNow() });
