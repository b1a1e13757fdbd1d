/** Counts of captures: per day, and per value of each filter. */
import type { CaptureFilterQuery, Facets, Timeline } from '@eyepiece/shared-types';
import { invalidField } from '../../../errors.ts';
import type { Database } from '../../../persistence/orm/orm.ts';
import { addedUp, partsOfDay, type Quarters } from './day-parts.ts';
import { filterOf } from './list-query.ts';

interface DayOfSession {
  readonly day: string;
  readonly start: Date;
  readonly end: Date;
  readonly session: string | null;
  readonly count: number;
  readonly bytes: string;
  /** Quarters of an hour since 1970 with captures; null unless the day is large. */
  readonly quarters: readonly number[] | null;
  readonly counts: readonly number[] | null;
}
type Day = Timeline['days'][number];

/** Days above this are returned in parts, so that a client can jump into the middle. */
const LARGE_DAY = 1000;

/**
 * Captures per day, newest first. The query groups by quarter of an hour first: these are few, and days begin at a
 * quarter because every time zone differs from UTC by whole quarters.
 * @throws {HubError} validation_failed for an unknown time zone
 */
export async function timelineOf(database: Database, query: CaptureFilterQuery, timeZone: string): Promise<Timeline> {
  const { sql, params } = filterOf(query);
  assertTimeZone(timeZone);
  return database.use(async (em) => {
    const rows = await em.execute<DayOfSession[]>(
      `select to_char(day, 'YYYY-MM-DD') as day, session_id as session, count, bytes,
         ${startOf('day')} as start, ${startOf("(day + interval '1 day')")} as end,
         case when sum(count) over (partition by day) > ? then quarters end as quarters,
         case when sum(count) over (partition by day) > ? then counts end as counts
       from (select date_trunc('day', to_timestamp(quarter * 900) at time zone ?) as day, session_id,
           sum(count)::int as count, sum(bytes)::text as bytes, array_agg(quarter::int) as quarters, array_agg(count::int) as counts
         from (select captured_at_us / 900000000 as quarter, session_id, count(*) as count, sum(size_bytes) as bytes
           from captures where ${sql} group by 1, 2) as quarters
         group by 1, 2) as days
       order by day desc, count desc, session_id`,
      [...startParams(timeZone), ...startParams(timeZone), LARGE_DAY, LARGE_DAY, timeZone, ...params],
    );
    const ids = [...new Set(rows.flatMap(({ session }) => session ?? []))];
    const titles =
      ids.length === 0 ? [] : await em.execute<Named[]>('select id, title as name from capture_sessions where id in (?)', [ids]);
    return {
      days: daysOf(rows, new Map(titles.map(({ id, name }) => [id, name]))),
      total: rows.reduce((sum, { count }) => sum + count, 0),
      bytes: rows.reduce((sum, { bytes }) => sum + Number(bytes), 0),
    };
  });
}

/**
 * SQL for the first moment of a local day. Where clocks go back across midnight, as in the Azores and Havana, midnight
 * occurs twice, and `at time zone` gives the second one.
 */
function startOf(day: string): string {
  const usual = `(${day} at time zone ?)`;
  return `case when (${usual} - interval '15 minutes') at time zone ? < ${day} then ${usual}
    else (select min(at) from generate_series(${usual} - interval '3 hours', ${usual}, interval '15 minutes') as at
      where at at time zone ? >= ${day}) end`;
}

/** One zone for each question mark of `startOf`. */
function startParams(timeZone: string): string[] {
  return Array<string>(startOf('').split('?').length - 1).fill(timeZone);
}

const SESSIONS_A_DAY = 3;

/** @param rows ordered by day, then by captures per session, most first */
function daysOf(rows: readonly DayOfSession[], titles: ReadonlyMap<string, string>): Day[] {
  const days = new Map<string, Day>();
  const quartersOf = new Map<string, Quarters>();
  for (const { day, start, end, session, count, quarters, counts } of rows) {
    const to = new Date(new Date(end).getTime() - 1).toISOString();
    const known = days.get(day) ?? { day, count: 0, from: new Date(start).toISOString(), to, sessions: [] };
    const title = session === null ? undefined : titles.get(session);
    const named = title !== undefined && known.sessions.length < SESSIONS_A_DAY;
    days.set(day, { ...known, count: known.count + count, sessions: named ? [...known.sessions, { title, count }] : known.sessions });
    if (quarters) quartersOf.set(day, addedUp(quartersOf.get(day), quarters, counts ?? []));
  }
  return [...days.values()].map((day) => {
    const quarters = quartersOf.get(day.day);
    return quarters ? { ...day, parts: partsOfDay(day, quarters) } : day;
  });
}

/** PostgreSQL accepts POSIX zones such as `XYZ3`; only IANA names are allowed here. */
function assertTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw invalidField({ path: 'timeZone', message: 'must be an IANA time zone name, such as Europe/Vienna', value: timeZone });
  }
}

interface Named {
  readonly id: string;
  readonly name: string;
}
interface Counted {
  readonly kind: 'camera' | 'session' | 'person' | 'format' | 'label' | 'tag';
  readonly id: string;
  readonly name: string | null;
  readonly count: number;
}

/** Maximum values per filter; the most frequent ones. */
const FACETS_MAX = 500;

/** Which values captures under a filter have, the most frequent first. */
export async function facetsOf(database: Database, query: CaptureFilterQuery): Promise<Facets> {
  const { sql, params } = filterOf(query);
  const rows = await database.use((em) => em.execute<Counted[]>(facetsSql(sql), [...params, FACETS_MAX]));
  const of = (kind: Counted['kind']): { id: string; name: string; count: number }[] =>
    rows.filter((row) => row.kind === kind).map(({ id, name, count }) => ({ id, name: name ?? id, count }));
  const unnamed = (kind: Counted['kind']): { id: string; count: number }[] => of(kind).map(({ id, count }) => ({ id, count }));
  return {
    cameras: of('camera'),
    sessions: of('session'),
    people: of('person'),
    formats: unnamed('format') as Facets['formats'],
    tags: unnamed('tag'),
    labels: unnamed('label'),
  };
}

function facetsSql(where: string): string {
  const newestName = (column: string, of: string): string =>
    `(select ${column} from captures where ${of} order by captured_at_us desc limit 1)`;
  // Reads the table once. Tags are grouped as whole lists first, of which there are few, and unnested afterwards.
  return `with alike as (
      select case when grouping(camera_id) = 0 then 'camera' when grouping(session_id) = 0 then 'session'
          when grouping(user_id) = 0 then 'person' when grouping(format) = 0 then 'format'
          when grouping(label) = 0 then 'label' else 'tags' end as kind,
        coalesce(camera_id, session_id::text, user_id::text, format, label) as id, tags, count(*)::int as count
      from captures where ${where} group by grouping sets ((camera_id), (session_id), (user_id), (format), (label), (tags))),
    counted as (
      select kind, id, count from alike where id is not null
      union all select 'tag', tag, sum(count)::int from alike, unnest(tags) as tag where kind = 'tags' group by tag),
    ranked as (select *, row_number() over (partition by kind order by count desc, id) as place from counted)
    select kind, id, count, case kind
        when 'camera' then coalesce((select name from cameras where cameras.id = ranked.id), ${newestName('camera_name', 'camera_id = ranked.id')})
        when 'session' then (select title from capture_sessions where capture_sessions.id = ranked.id::uuid)
        when 'person' then coalesce((select name from users where users.id = ranked.id::uuid), ${newestName('user_name', 'user_id = ranked.id::uuid')})
      end as name
    from ranked where place <= ? order by kind, place`;
}
