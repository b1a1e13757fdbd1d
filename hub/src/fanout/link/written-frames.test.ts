import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WrittenFrames } from './written-frames.ts';

const event = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), bytes: fc.integer({ min: 1, max: 1000 }), isAsked: fc.boolean() }),
  fc.record({ kind: fc.constant('arrived' as const), part: fc.double({ min: 0, max: 1.2, noNaN: true }) }),
  fc.record({ kind: fc.constant('unasked' as const), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

it('keeps the sums of what has not arrived, in any order of events', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 400 }), (events) => {
      const frames = new WrittenFrames();
      let [expected, order, asked] = [[] as { order: number; bytes: number }[], 0, 0];
      for (const step of events) {
        if (step.kind === 'write') {
          order += 1;
          frames.add({ order, bytes: step.bytes, sentAtMs: 0 }, step.isAsked);
          expected = [...expected, { order, bytes: step.bytes }].slice(-256);
          if (step.isAsked) asked = order;
        } else if (step.kind === 'arrived') {
          const upTo = Math.floor(order * step.part);
          expect(frames.arrivedUpTo(upTo)).toBe(expected.some((frame) => frame.order <= upTo));
          expected = expected.filter((frame) => frame.order > upTo);
        } else {
          asked = Math.floor(asked * step.part);
          frames.askedOnlyUpTo(asked);
        }
        const sum = (some: readonly { bytes: number }[]): number => some.reduce((total, { bytes }) => total + bytes, 0);
        expect(frames.bytes).toBe(sum(expected));
        expect(frames.untoldBytes).toBe(sum(expected.filter((frame) => frame.order > asked)));
        expect(frames.isEmpty).toBe(expected.length === 0);
      }
    }),
  );
});
