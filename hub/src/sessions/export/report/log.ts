/** The log in the report: one row per entry, notes as Markdown, captures of one job merged. */
import type { SessionEntry } from '@eyepiece/shared-types';
import { escape, renderMarkdown, timeOfDay } from './html.ts';

/** More consecutive captures of one person or job are merged into one row. */
const RUN = 3;

/** Yields the rows of the table body. */
export async function* logRows(entries: AsyncIterable<SessionEntry>): AsyncGenerator<string> {
  let day = '';
  let run: SessionEntry[] = [];
  for await (const entry of entries) {
    if (entry.deletedAt !== null) continue;
    if (run[0] && !sameRun(run[0], entry)) {
      yield* rows(run);
      run = [];
    }
    const date = entry.at.slice(0, 10);
    if (date !== day && run.length === 0) yield `<tr class="day"><th colspan="3" scope="colgroup">${date}</th></tr>\n`;
    day = date;
    run.push(entry);
  }
  yield* rows(run);
}

function sameRun(first: SessionEntry, next: SessionEntry): boolean {
  if (first.kind !== 'capture' || next.kind !== 'capture') return false;
  return (
    first.person?.id === next.person?.id &&
    first.details['jobId'] === next.details['jobId'] &&
    first.at.slice(0, 10) === next.at.slice(0, 10)
  );
}

function* rows(run: readonly SessionEntry[]): Generator<string> {
  const [first] = run;
  const last = run.at(-1);
  if (!first || !last) return;
  if (run.length <= RUN) for (const entry of run) yield row(entry, text(entry));
  else yield row(first, `took ${run.length} captures, ${link(first)} to ${link(last)}, until ${timeOfDay(last.at)}`);
}

function row({ at, kind, person, editedBy }: SessionEntry, html: string): string {
  const who = person ? escape(person.name) : '';
  const edited = editedBy ? `<p class="edited">edited${editedBy.id === person?.id ? '' : ` by ${escape(editedBy.name)}`}</p>` : '';
  return `<tr class="${kind}"><td><time datetime="${at}">${timeOfDay(at)}</time></td><td>${who}</td><td>${html}${edited}</td></tr>\n`;
}

function text(entry: SessionEntry): string {
  if (entry.kind === 'note') return `<div class="words">${renderMarkdown(entry.text)}</div>`;
  if (entry.kind !== 'capture') return escape(entry.text);
  const filename = filenameOf(entry);
  const [before = '', ...after] = entry.text.split(filename);
  return filename === '' ? escape(entry.text) : `${escape(before)}${link(entry)}${escape(after.join(filename))}`;
}

function link(entry: SessionEntry): string {
  const name = filenameOf(entry);
  return `<a href="#c-${escape(String(entry.details['captureId']))}">${escape(name === '' ? 'a capture' : name)}</a>`;
}

function filenameOf({ details }: SessionEntry): string {
  return typeof details['filename'] === 'string' ? details['filename'] : '';
}
