import type { CaptureSession, SessionEntry, User } from '@eyepiece/shared-types';

const MINUTE_MS = 60_000;
const TITLES = ['Tissue sections, slide 12', 'Slide 11, overview', 'Calibration of the 40× oil', 'Stage drift over night'];

type Sample = readonly [who: number | null, kind: SessionEntry['kind'], action: string, text: string];
const SAMPLES: readonly Sample[] = [
  [0, 'session', 'session.start', 'started the session'],
  [1, 'session', 'session.join', 'joined'],
  [1, 'control', 'control.claimed', 'took control'],
  [1, 'settings', 'settings.update', 'gain 0 → 6 dB'],
  [1, 'note', 'note.write', 'Gland at the left looks **denser** than on slide 11.\n\n- goblet cells in the middle\n- stroma pale'],
  [1, 'control', 'control.granted', 'handed control to Ana Novak'],
  [null, 'fault', 'camera.disconnected', 'camera disconnected for 4 s'],
  [0, 'settings', 'settings.update', 'exposure 20 → 41.67 ms'],
  [0, 'job', 'job.done', 'time-lapse of 12 pictures finished'],
  [2, 'annotation', 'annotation.put', 'drew an arrow'],
];

/** One open session of the first camera, and some that have ended. */
export function fakeSessions(people: readonly User[], nowMs = Date.now()): CaptureSession[] {
  return TITLES.map((title, index) => {
    const startedMs = nowMs - (index * 26 * 60 + 40) * MINUTE_MS;
    const startedAt = new Date(startedMs).toISOString();
    const endedAt = index === 0 ? null : new Date(startedMs + 95 * MINUTE_MS).toISOString();
    const here = people.slice(0, 3 - (index % 2));
    return {
      id: `00000000-0000-4000-8000-00000000010${index}`,
      cameraId: index === 3 ? 'bench-4' : 'bench-3',
      cameraName: index === 3 ? 'Bench 4' : 'Bench 3',
      title,
      description: index === 0 ? 'Second series of the colon, antibody 1:200.' : '',
      tags: index === 0 ? ['colon', 'IHC'] : [],
      owner: { id: here[0]?.id ?? '', name: here[0]?.name ?? '' },
      startedAt,
      endedAt,
      participants: here.map(({ id, name }) => ({ userId: id, name, guest: false, joinedAt: startedAt, leftAt: endedAt })),
      presentCount: endedAt === null ? here.length : 0,
      participantCount: here.length,
      captures: 24 - index * 5,
      entries: SAMPLES.length,
    };
  });
}

export function fakeSessionLog(sessions: readonly CaptureSession[], people: readonly User[]): SessionEntry[] {
  const entries = [...sessions].reverse().flatMap((session) => SAMPLES.map((sample, index) => entryOf(session, sample, index, people)));
  return entries.map((entry, index) => ({ ...entry, id: index + 1 }));
}

function entryOf(session: CaptureSession, [who, kind, action, text]: Sample, index: number, people: readonly User[]): SessionEntry {
  const person = who === null ? undefined : people[who];
  return {
    id: 0,
    sessionId: session.id,
    at: new Date(Date.parse(session.startedAt) + index * 3 * MINUTE_MS).toISOString(),
    kind,
    action,
    person: person ? { id: person.id, name: person.name } : null,
    text,
    details: {},
    revision: 1,
    editedAt: null,
    editedBy: null,
    deletedAt: null,
  };
}
