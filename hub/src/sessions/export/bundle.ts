/** Collects the files of a session's archive. Generated files are written to `folder`; masters stay in place. */
import { buffer } from 'node:stream/consumers';
import type { CaptureSession, SessionEntry } from '@eyepiece/shared-types';
import { toCapture, toSidecar } from '../../library/captures/presenter.ts';
import type { PictureRequest } from '../../library/captures/pictures/decoding.ts';
import type { CaptureService } from '../../library/captures/service.ts';
import { HubError } from '../../errors.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { SmallFiles, writeDocument } from '../../library/archives/scratch.ts';
import type { PlannedFile } from '../../persistence/entities/library/archive.ts';
import type { SessionLog } from '../log/log.ts';
import { CSV_HEADER, csvLine } from './csv.ts';
import type { Card } from './report/card.ts';
import { MAX_LARGE_PICTURES, reportPage } from './report/page.ts';
import { SessionCaptures, type SessionCapture } from './session-captures.ts';

export interface BundleParts {
  readonly database: Database;
  readonly captures: Pick<CaptureService, 'hasMaster' | 'thumbnail'>;
  readonly log: SessionLog;
  readonly version: string;
  /** The requester. Missing thumbnails are queued under this person. */
  readonly request: PictureRequest;
}

export interface Bundle {
  readonly files: readonly PlannedFile[];
  /** Captures whose master is missing. */
  readonly missing: readonly string[];
}

const LOG_PAGE = 100;

export async function bundle(parts: BundleParts, session: CaptureSession, folder: string, madeAt: Date): Promise<Bundle> {
  const { database, log, version } = parts;
  const captures = await SessionCaptures.of(database, session.id);
  const { masters, missing } = await collect(parts, captures, folder);
  const present = (name: string, id: string): string => (missing.has(id) ? '' : name);
  const write = (name: string, pieces: AsyncIterable<string>): Promise<PlannedFile> => writeDocument(folder, name, madeAt, pieces);
  const sizeBytes = captures.listed.reduce((sum, listed) => sum + listed.sizeBytes, 0);
  const shown = { ...session, captures: captures.listed.length };
  const entries = (): AsyncGenerator<SessionEntry> => allEntries(log, session.id);
  const cards = cardsOf(parts, captures, present);
  return {
    files: [
      await write('report.html', reportPage({ session: shown, sizeBytes, madeAt, version, cards, entries: entries() })),
      await write('captures.csv', csv(captures, present)),
      await write('session.json', document(shown, captures, entries(), madeAt)),
      ...masters,
    ],
    missing: [...missing],
  };
}

/** Masters and copies of their sidecars, so that later edits do not change the archive during a download. */
async function collect(
  parts: BundleParts,
  captures: SessionCaptures,
  folder: string,
): Promise<{ masters: PlannedFile[]; missing: Set<string> }> {
  const masters: PlannedFile[] = [];
  const missing = new Set<string>();
  const sidecars = new SmallFiles(folder, 'sidecars');
  try {
    for await (const { row, name } of captures.all()) {
      const { path, sizeBytes, capturedAt } = row;
      if (await parts.captures.hasMaster(row)) {
        masters.push({ name, sizeBytes, mtimeMs: capturedAt.getTime(), from: { master: path } });
      } else missing.add(row.id);
      masters.push(await sidecars.add(`${name}.json`, row.capturedAt, `${JSON.stringify(toSidecar(row), null, 2)}\n`));
    }
  } finally {
    await sidecars.close();
  }
  return { masters, missing };
}

type Present = (name: string, id: string) => string;

async function* csv(captures: SessionCaptures, present: Present): AsyncGenerator<string> {
  yield CSV_HEADER;
  for await (const { row, name } of captures.all()) yield csvLine(toCapture(row), present(name, row.id));
}

async function* cardsOf(parts: BundleParts, captures: SessionCaptures, present: Present): AsyncGenerator<Card> {
  const size = captures.listed.length <= MAX_LARGE_PICTURES ? 'large' : 'small';
  for await (const { row, name, annotations } of captures.all()) {
    const picture = await pictureOf(parts, row.id, size);
    yield { capture: toCapture(row), annotations, picture, file: present(name, row.id) };
  }
}

/** undefined when no thumbnail can be made: the file is corrupt, or the preview of a clip never arrived. */
async function pictureOf({ captures, request }: BundleParts, id: string, size: 'small' | 'large'): Promise<Buffer | undefined> {
  try {
    return await buffer((await captures.thumbnail(id, size, request)).read());
  } catch (error) {
    if (error instanceof HubError && (error.code === 'image_rejected' || error.status === 404)) return undefined;
    throw error;
  }
}

/** Generates session.json element by element. */
async function* document(
  session: CaptureSession,
  captures: SessionCaptures,
  entries: AsyncIterable<SessionEntry>,
  madeAt: Date,
): AsyncGenerator<string> {
  const [from, to] = [new Date(session.startedAt), session.endedAt === null ? madeAt : new Date(session.endedAt)];
  const live = await captures.onLiveView(session.cameraId, from, to);
  yield `{\n"session": ${JSON.stringify(session, null, 2)},\n"captures": [`;
  yield* elements(captures.all(), ({ row, name, annotations }: SessionCapture) => ({ file: name, ...toSidecar(row), annotations }));
  yield `],\n"liveAnnotations": ${JSON.stringify(live)},\n"log": [`;
  yield* elements(entries, (entry) => entry);
  yield ']\n}\n';
}

async function* elements<T>(list: AsyncIterable<T>, shown: (element: T) => object): AsyncGenerator<string> {
  let separator = '\n';
  for await (const element of list) {
    yield `${separator}${JSON.stringify(shown(element))}`;
    separator = ',\n';
  }
  yield '\n';
}

async function* allEntries(log: SessionLog, sessionId: string): AsyncGenerator<SessionEntry> {
  let after = 0;
  for (;;) {
    const { entries, more } = await log.page(sessionId, { after, limit: LOG_PAGE });
    yield* entries;
    after = entries.at(-1)?.id ?? after;
    if (!more) return;
  }
}
