import type { StorageUse } from '@eyepiece/shared-types';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../persistence/orm/orm.ts';
import type { StoredRules } from './rules.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS_SHOWN = 30;

/** One index-only scan of `captures_filtered`. */
const USE = `
  select grouping(camera_id, session_id, user_id, day) as grouped,
         coalesce(camera_id, session_id::text, user_id::text, day::text) as id, count(*) as captures, sum(size_bytes) as bytes
  from (select camera_id, session_id, user_id, size_bytes, captured_at_us / 86400000000 as day
        from captures where deleted_at is null) as kept
  group by grouping sets ((camera_id), (session_id), (user_id), (day))`;
/** Values of grouping(): a bit is set for every column that is not grouped by; the last column is the lowest bit. */
const GROUPED = { camera: 0b0111, session: 0b1011, person: 0b1101, day: 0b1110 };

interface UseRow {
  readonly grouped: number;
  readonly id: string | null;
  readonly captures: string;
  readonly bytes: string;
}
interface Names {
  readonly cameras: ReadonlyMap<string, string>;
  readonly sessions: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, string>;
}
interface Disk {
  disk(): Promise<{ freeBytes: number; diskBytes: number; reserveBytes: number }>;
}

interface UsageParts {
  readonly database: Database;
  readonly rules: StoredRules;
  readonly disk: Disk;
}

/** Storage use by camera, session, person and day. */
export class StorageUsage {
  readonly #parts: UsageParts;

  constructor(parts: UsageParts) {
    this.#parts = parts;
  }

  /** The groups exclude the trash, which is counted separately. */
  async now(): Promise<StorageUse> {
    const { rows, trash, names } = await this.#parts.database.use(async (em) => {
      const all = await em.execute<UseRow[]>(USE);
      const [thrown] = await em.execute<UseRow[]>(
        'select count(*) as captures, coalesce(sum(size_bytes), 0) as bytes from captures where deleted_at is not null',
      );
      return { rows: all, trash: numbers(thrown), names: await namesOf(em) };
    });
    const of = (grouped: number): UseRow[] => rows.filter((row) => row.grouped === grouped).sort(largestFirst);
    const cameras = of(GROUPED.camera);
    const captures = sum(cameras, 'captures');
    const bytes = sum(cameras, 'bytes');
    const { freeBytes, diskBytes, reserveBytes } = await this.#parts.disk.disk();
    const { quotaBytes } = this.#parts.rules.current;
    const quotaFree = quotaBytes === null ? Infinity : Math.max(0, quotaBytes - bytes - trash.bytes);
    return {
      freeBytes: Math.min(freeBytes, quotaFree),
      diskFreeBytes: freeBytes,
      reserveBytes,
      diskBytes,
      captures,
      bytes,
      trash,
      quotaBytes,
      byCamera: cameras.map((row) => ({ id: row.id ?? '', name: names.cameras.get(row.id ?? '') ?? row.id ?? '', ...numbers(row) })),
      bySession: of(GROUPED.session).map((row) => ({ ...named(row, names.sessions, 'No session'), ...numbers(row) })),
      byPerson: of(GROUPED.person).map((row) => ({ ...named(row, names.people, 'No user'), ...numbers(row) })),
      byDay: lastDays(of(GROUPED.day)),
    };
  }
}

async function namesOf(em: SqlEntityManager): Promise<Names> {
  const read = async (sql: string): Promise<Map<string, string>> => {
    const rows = await em.execute<{ id: string; name: string }[]>(sql);
    return new Map(rows.map(({ id, name }) => [id, name]));
  };
  return {
    cameras: await read('select id, name from cameras'),
    sessions: await read('select id, title as name from capture_sessions'),
    people: await read('select id, name from users'),
  };
}

function named({ id }: UseRow, names: ReadonlyMap<string, string>, none: string): { id: string | null; name: string } {
  return { id, name: id === null ? none : (names.get(id) ?? id) };
}

function numbers(row: Pick<UseRow, 'captures' | 'bytes'> | undefined): { captures: number; bytes: number } {
  return { captures: Number(row?.captures ?? 0), bytes: Number(row?.bytes ?? 0) };
}

function sum(rows: readonly UseRow[], of: 'captures' | 'bytes'): number {
  return rows.reduce((total, row) => total + Number(row[of]), 0);
}

function largestFirst(one: UseRow, other: UseRow): number {
  return Number(other.bytes) - Number(one.bytes) || (one.id ?? '').localeCompare(other.id ?? '');
}

/** The last days, oldest first, including days without captures. */
function lastDays(rows: readonly UseRow[]): StorageUse['byDay'] {
  const byDay = new Map(rows.map((row) => [Number(row.id), row]));
  const today = Math.floor(Date.now() / DAY_MS);
  return Array.from({ length: DAYS_SHOWN }, (_, index) => today - DAYS_SHOWN + 1 + index).map((day) => ({
    day: new Date(day * DAY_MS).toISOString().slice(0, 10),
    ...numbers(byDay.get(day)),
  }));
}
