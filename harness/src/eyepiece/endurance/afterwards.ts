/** After the run: checks that everything acknowledged exists once and complete. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Annotation, CameraSettings, Capture, SessionLog } from '@eyepiece/shared-types';
import { checkLibrary } from '../../system/library/library-check.ts';
import { allCaptures } from '../../system/library/library-list.ts';
import type { Kept, KeptCapture } from './load/kept.ts';
import type { Person } from './load/person.ts';
import { BENCH, SERIES, type EnduranceSystem } from './system.ts';

export interface Afterwards {
  readonly captures: number;
  readonly notes: number;
  readonly annotations: number;
  readonly settings: number;
  /** Pictures of time-lapses. */
  readonly pictures: number;
  readonly fsck: string;
  readonly faults: readonly string[];
}

export async function lookAfterwards(system: EnduranceSystem, person: Person, kept: Kept, sessionId: string): Promise<Afterwards> {
  const faults: string[] = await drained(system);
  const library = await allCaptures((path) => person.fetch('GET', path));
  faults.push(
    ...named('captures that are stored twice', twice(library.map(({ id }) => id))),
    ...named('acknowledged captures that are lost', missing(kept.captures.keys(), new Set(library.map(({ id }) => id)))),
    ...named('acknowledged captures with another file', await unreadable(person, kept.captures, library)),
    ...named('captures with a wrong date', wrongDates(kept.captures, library)),
    ...named('acknowledged notes that are lost', await missingNotes(person, sessionId, kept.notes)),
    ...named('acknowledged annotations that are lost', await missingAnnotations(person, kept.annotations)),
    ...named('time-lapses that differ from the library', differentSeries(kept.series, library)),
    ...(await changedSettings(person, kept.gains)),
  );
  await system.stopCameras();
  faults.push(...(await system.stopHub('SIGTERM')));
  for (const what of ['captures', 'notes', 'annotations', 'series'] as const)
    if (kept[what].size === 0) faults.push(`no ${what} were acknowledged: this run does not test them`);
  const fsck = await checkLibrary({ dataDir: system.dataDir, databaseUrl: system.database.url });
  if (fsck.status !== 0) faults.push(`fsck ends with ${String(fsck.status)}: ${fsck.output.slice(0, 1000)}`);
  return {
    captures: kept.captures.size,
    notes: kept.notes.size,
    annotations: kept.annotations.size,
    settings: kept.settings,
    pictures: [...kept.series.values()].reduce((sum, done) => sum + done, 0),
    fsck: fsck.output.trim().split('\n').at(-1) ?? '',
    faults,
  };
}

/** Longer than a camera service waits before it retries an upload. */
const DRAIN_MS = 240_000;
const LOOK_MS = 250;

/** Resolves when the camera services have uploaded all captures, or make no progress. */
async function drained(system: EnduranceSystem): Promise<string[]> {
  const waiting = async (): Promise<string[]> => (await Promise.all([BENCH, SERIES].map((id) => readdir(system.spoolOf(id))))).flat();
  for (const deadline = performance.now() + DRAIN_MS; performance.now() < deadline;) {
    if ((await waiting()).length === 0) return [];
    await delay(LOOK_MS);
  }
  return named('files that the camera services could not upload', await waiting());
}

type Captures = ReadonlyMap<string, KeptCapture>;

const READERS = 4;

async function unreadable(person: Person, captures: Captures, library: readonly Capture[]): Promise<string[]> {
  const rows = new Map(library.map(({ id, sha256 }) => [id, sha256]));
  const left = [...captures].map(([id, { sha256 }]) => [id, sha256 ?? rows.get(id)] as const);
  const wrong: string[] = [];
  const read = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [id, sha256] = next;
      const response = await person.fetch('GET', `/captures/${id}/file`);
      const digest = createHash('sha256').update(Buffer.from(await response.arrayBuffer()));
      if (!response.ok) wrong.push(`${id} (${String(response.status)})`);
      else if (digest.digest('hex') !== sha256) wrong.push(id);
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  return wrong;
}

function wrongDates(captures: Captures, library: readonly Capture[]): string[] {
  return library.flatMap(({ id, capturedAt }) => {
    const between = captures.get(id)?.between;
    if (between === undefined || (Date.parse(capturedAt) >= between[0] && Date.parse(capturedAt) <= between[1])) return [];
    return [`${id} (${capturedAt} instead of ${new Date(between[0]).toISOString()})`];
  });
}

const LOG_PAGE = 200;

async function missingNotes(person: Person, sessionId: string, notes: ReadonlyMap<number, string>): Promise<string[]> {
  const texts = new Map<number, string>();
  for (let after = 0, more = true; more;) {
    const page = await person.ask<SessionLog>('GET', `/sessions/${sessionId}/log?limit=${String(LOG_PAGE)}&after=${String(after)}`);
    for (const { id, text } of page.entries) texts.set(id, text);
    more = page.more;
    after = page.entries.at(-1)?.id ?? after;
  }
  return [...notes].flatMap(([id, text]) => (texts.get(id) === text ? [] : [String(id)]));
}

async function missingAnnotations(person: Person, annotations: ReadonlyMap<string, string>): Promise<string[]> {
  const there = new Set<string>();
  for (const captureId of new Set(annotations.values())) {
    const { annotations: drawn } = await person.ask<{ annotations: Annotation[] }>('GET', `/annotations?captureId=${captureId}`);
    for (const { id } of drawn) there.add(id);
  }
  return missing(annotations.keys(), there);
}

/** Checks that each counted picture of a time-lapse is in the library once. */
function differentSeries(series: ReadonlyMap<string, number>, library: readonly Capture[]): string[] {
  return [...series].flatMap(([jobId, done]) => {
    const indices = library.flatMap((capture) => (capture.jobId === jobId ? [capture.jobIndex] : []));
    const different = new Set(indices).size;
    const faults = [
      ...(different < done ? [`${String(done)} pictures were counted, the library has ${String(different)}`] : []),
      ...(different < indices.length ? [`${String(indices.length - different)} pictures are stored twice`] : []),
    ];
    return faults.map((fault) => `${jobId} (${fault})`);
  });
}

async function changedSettings(person: Person, gains: readonly number[]): Promise<string[]> {
  const { gain } = await person.ask<CameraSettings>('GET', `/cameras/${BENCH}/settings`);
  if (gains.length === 0 || gains.includes(gain)) return [];
  return [`the camera has a gain of ${String(gain)} dB; acknowledged, or tried since, were ${gains.join(', ')}`];
}

function missing(wanted: Iterable<string>, there: ReadonlySet<string>): string[] {
  return [...wanted].filter((id) => !there.has(id));
}

function twice(ids: readonly string[]): string[] {
  const seen = new Set<string>();
  return ids.filter((id) => seen.size === seen.add(id).size);
}

const NAMED = 5;

function named(what: string, ids: readonly string[]): string[] {
  return ids.length === 0 ? [] : [`${String(ids.length)} ${what}: ${ids.slice(0, NAMED).join(', ')}`];
}
