import type { CaptureSession, SessionPeople } from '@eyepiece/shared-types';

/** Merges an update. The hub lists only some of many participants: known ones are kept. */
export function withKnownPeople(before: CaptureSession | null | undefined, now: CaptureSession): CaptureSession {
  if (!before || now.participants.length >= now.participantCount) return now;
  const named = new Set(now.participants.map(({ userId }) => userId));
  const others = before.participants.filter(({ userId }) => !named.has(userId));
  return { ...now, participants: [...others, ...now.participants] };
}

/** The session after users joined or left. */
export function withChangedPeople(session: CaptureSession, { changed, presentCount, participantCount }: SessionPeople): CaptureSession {
  const changes = new Map(changed.map((person) => [person.userId, person]));
  const known = session.participants.map((person) => changes.get(person.userId) ?? person);
  const ids = new Set(known.map(({ userId }) => userId));
  return { ...session, participants: [...known, ...changed.filter(({ userId }) => !ids.has(userId))], presentCount, participantCount };
}
