/** Generates two years of plausible, random laboratory captures. */
import { randomUUID } from 'node:crypto';
import type { CaptureMetadata } from '@eyepiece/shared-types';
import type { CaptureSessionRow } from '../../src/persistence/entities/sessions/capture-session.ts';
import type { Picture } from './pictures.ts';

/** Driver name that marks synthetic captures. */
export const SEED_DRIVER = 'seed';

const YEARS = 2;
const DAY_MS = 86_400_000;
const PEOPLE = [
  'Ana Ferreira',
  'Ben Okafor',
  'Chloé Martin',
  'Dmitri Sokolov',
  'Eva Lindqvist',
  'Farid Haddad',
  'Grete Müller',
  'Hiro Tanaka',
];
const CAMERAS = ['stage-left', 'stage-right', 'stereo', 'inverted', 'teaching', 'fluorescence'];
const SUBJECTS = [
  'onion root',
  'leaf stomata',
  'pollen',
  'diatoms',
  'blood smear',
  'yeast',
  'steel grain',
  'solder joint',
  'fibres',
  'zebrafish',
];
const STATES = ['before', 'after', 'control', 'stained', 'washed', 'dry', 'overview', 'detail'];
const TAGS = ['publish', 'reject', 'training', 'calibration', 'stitch', 'figure', 'repeat', 'bubble', 'best', 'teaching', 'ask', 'archive'];
const NOTES = [
  'Slight drift of focus',
  'Bubble at the left edge',
  'Fresh slide, second attempt',
  'Exposure raised for the dim region',
  'Compare with yesterday',
];
const EXPOSURES_MS = [0.5, 1, 2, 4, 8, 16, 33, 66, 125, 250];

export interface SyntheticCapture {
  readonly metadata: CaptureMetadata;
  readonly picture: Picture;
  readonly rating: number;
  readonly trashed: boolean;
}
export interface SyntheticSeries {
  readonly session: CaptureSessionRow | undefined;
  readonly captures: SyntheticCapture[];
}

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
const chance = (probability: number): boolean => Math.random() < probability;
const people = PEOPLE.map((name) => ({ id: randomUUID(), name }));

/** Series of captures by one person at one camera, oldest first, `count` captures in total. */
export function* generateSeries(count: number, pictures: readonly Picture[], nowMs = Date.now()): Generator<SyntheticSeries> {
  const averageSize = 60;
  const stepMs = (YEARS * 365 * DAY_MS) / (count / averageSize);
  let left = count;
  for (let startMs = nowMs - YEARS * 365 * DAY_MS; left > 0; startMs = Math.min(startMs + stepMs, nowMs - DAY_MS)) {
    const size = Math.min(left, 20 + Math.floor(Math.random() * 2 * (averageSize - 20)));
    left -= size;
    yield makeSeries(startMs + Math.random() * DAY_MS, size, pictures);
  }
}

function makeSeries(startMs: number, size: number, pictures: readonly Picture[]): SyntheticSeries {
  const [cameraId, person, subject] = [pick(CAMERAS), pick(people), pick(SUBJECTS)];
  const cameraName = cameraId.replace(/^./, (letter) => letter.toUpperCase()).replace('-', ' ');
  const endMs = startMs + size * 20_000;
  const session: CaptureSessionRow | undefined = chance(0.6)
    ? {
        id: randomUUID(),
        title: `${subject.replace(/^./, (letter) => letter.toUpperCase())}, ${pick(STATES)}`,
        cameraId,
        cameraName,
        ownerId: person.id,
        ownerName: person.name,
        startedAt: new Date(startMs),
        endedAt: new Date(endMs),
        endReason: 'ended',
        description: '',
        tags: [],
        formerGuests: 0,
      }
    : undefined;
  const at = { cameraId, cameraName, user: person, ...(session && { sessionId: session.id }) };
  const captures = Array.from({ length: size }, (_, index) =>
    capture({ ...at, subject, seq: index + 1, atMs: startMs + index * 20_000 + Math.random() * 10_000 }, pick(pictures)),
  );
  return { session, captures };
}

type Place = Pick<CaptureMetadata, 'cameraId' | 'cameraName' | 'user' | 'sessionId' | 'seq'> & {
  readonly subject: string;
  readonly atMs: number;
};

function capture({ subject, atMs, ...place }: Place, { path, extension, ...made }: Picture): SyntheticCapture {
  const stamp = new Date(atMs).toISOString().replaceAll(/[-:]/g, '').replace('Z', '').replace('.', '_');
  const [exposureMs, gainDb] = [pick(EXPOSURES_MS), Math.floor(Math.random() * 24)];
  const roi = { left: 0, top: 0, width: made.width, height: made.height };
  const metadata: CaptureMetadata = {
    ...place,
    ...made,
    id: randomUUID(),
    camera: { driver: SEED_DRIVER, model: 'Synthetic', serial: '0' },
    filename: `${subject.replace(' ', '-')}_${stamp}_${String(place.seq).padStart(4, '0')}.${extension}`,
    capturedAtUs: Math.floor(atMs * 1000),
    exposureMs,
    gainDb,
    roi,
    pixelFormat: made.channels === 1 ? 'MONO12' : 'RGB24',
    settings: { exposure: exposureMs, gain: gainDb, frameRate: 30, roi },
    tags: [...new Set(Array.from({ length: Math.floor(Math.random() * 4) }, () => pick(TAGS)))],
    umPerPixel: 0.65,
    source: 'hub',
    ...(chance(0.7) && { label: `${subject} ${pick(STATES)}` }),
    ...(chance(0.15) && { notes: pick(NOTES) }),
  };
  return {
    metadata,
    picture: { path, extension, ...made },
    rating: chance(0.3) ? 1 + Math.floor(Math.random() * 5) : 0,
    trashed: chance(0.01),
  };
}
