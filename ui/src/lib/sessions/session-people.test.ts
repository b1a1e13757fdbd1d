import type { CaptureSession, Participant } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { withChangedPeople, withKnownPeople } from './session-people.ts';

const person = (userId: string, leftAt: string | null = null): Participant => ({
  userId,
  name: userId,
  guest: false,
  joinedAt: '',
  leftAt,
});
const session = (participants: Participant[], participantCount = participants.length): CaptureSession =>
  ({ id: '1', participants, presentCount: 0, participantCount }) as unknown as CaptureSession;
const names = ({ participants }: CaptureSession): string[] =>
  participants.map(({ userId, leftAt }) => userId + (leftAt === null ? '' : ' left'));

it('keeps known participants when the hub lists only some', () => {
  const before = session([person('a'), person('b')]);
  expect(names(withKnownPeople(before, session([person('b', 'now'), person('c')], 3)))).toEqual(['a', 'b left', 'c']);
  expect(names(withKnownPeople(before, session([person('c')], 1)))).toEqual(['c']);
  expect(names(withKnownPeople(null, session([person('c')], 9)))).toEqual(['c']);
});

it("applies joined and left participants, and uses the hub's counts", () => {
  const news = { sessionId: '1', changed: [person('a', 'now'), person('c')], presentCount: 2, participantCount: 7 };
  const after = withChangedPeople(session([person('a'), person('b')]), news);
  expect(names(after)).toEqual(['a left', 'b', 'c']);
  expect(after).toMatchObject({ presentCount: 2, participantCount: 7 });
});
