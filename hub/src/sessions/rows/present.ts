/** Converts rows to API objects. */
import type { CaptureSession, Participant, SessionEntry } from '@eyepiece/shared-types';
import type { CaptureSessionRow, SessionParticipantRow } from '../../persistence/entities/sessions/capture-session.ts';
import type { SessionEntryRow } from '../../persistence/entities/sessions/session-entry.ts';

export interface Counts {
  readonly captures: number;
  readonly entries: number;
  readonly presentCount: number;
  readonly participantCount: number;
}

export function toSession(row: CaptureSessionRow, participants: Iterable<SessionParticipantRow>, counts: Counts): CaptureSession {
  const { id, cameraId, cameraName, title, description, tags, ownerId, ownerName, startedAt, endedAt } = row;
  return {
    id,
    cameraId,
    cameraName,
    title,
    description,
    tags: [...tags],
    owner: { id: ownerId ?? '', name: ownerName },
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    participants: [...participants].map(toParticipant),
    ...counts,
  };
}

export function toParticipant({ userId, name, guest, joinedAt, leftAt }: SessionParticipantRow): Participant {
  return { userId, name, guest, joinedAt: joinedAt.toISOString(), leftAt: leftAt?.toISOString() ?? null };
}

export function toEntry(row: SessionEntryRow): SessionEntry {
  return {
    id: row.id,
    sessionId: row.sessionId,
    at: row.at.toISOString(),
    kind: row.kind,
    action: row.action,
    person: personOf(row.personId, row.personName),
    text: row.text,
    details: row.details,
    revision: row.revision,
    editedAt: row.editedAt?.toISOString() ?? null,
    editedBy: personOf(row.editedById, row.editedByName),
    deletedAt: row.deletedAt?.toISOString() ?? null,
  };
}

type MaybeText = string | null | undefined;

export function personOf(id: MaybeText, name: MaybeText): SessionEntry['person'] {
  return typeof id === 'string' ? { id, name: name ?? '' } : null;
}
