/** report.html: the whole session on one self-contained page. Yielded in pieces because it may be large. */
import type { CaptureSession, Participant, SessionEntry } from '@eyepiece/shared-types';
import { duration } from '../../log/texts.ts';
import { card, type Card } from './card.ts';
import { bytes, dateTime, escape } from './html.ts';
import { logRows } from './log.ts';
import { STYLES } from './styles.ts';

export interface Report {
  readonly session: CaptureSession;
  /** Total size of all masters. */
  readonly sizeBytes: number;
  readonly madeAt: Date;
  readonly version: string;
  readonly cards: AsyncIterable<Card>;
  readonly entries: AsyncIterable<SessionEntry>;
}

/** Up to this many pictures are shown larger. */
export const MAX_LARGE_PICTURES = 24;

/** Content security policy of the page: no scripts and no external resources. User texts cannot change that. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export async function* reportPage(report: Report): AsyncGenerator<string> {
  const { session, madeAt, version } = report;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Eyepiece ${escape(version)}">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escape(session.title)} · session report</title>
<style>${STYLES}</style>
</head>
<body>
<main>
${header(report)}
${people(session.participants)}
`;
  yield* gallery(report);
  yield* log(report);
  yield `<footer>All times are UTC. Created by Eyepiece ${escape(version)} on ${dateTime(madeAt.toISOString())}.
The folder <em>masters</em> contains the master files and their metadata; <em>captures.csv</em> and <em>session.json</em> contain the same data in tables.</footer>
</main>
</body>
</html>
`;
}

function header({ session, sizeBytes, madeAt }: Report): string {
  const { title, description, tags, cameraName, owner, startedAt, endedAt, captures, participantCount } = session;
  const lasted = duration((endedAt === null ? madeAt.getTime() : Date.parse(endedAt)) - Date.parse(startedAt));
  const facts = [
    ['Camera', escape(cameraName)],
    ['Started', dateTime(startedAt)],
    ['Ended', endedAt === null ? 'still open' : `${dateTime(endedAt)}<small>after ${lasted}</small>`],
    ['Owner', escape(owner.name)],
    ['People', String(participantCount)],
    ['Captures', `${captures}<small>${bytes(sizeBytes)}</small>`],
  ] as const;
  return `<header>
<p class="kind">Session report</p>
<h1>${escape(title)}</h1>
${description.trim() === '' ? '' : `<p class="description">${escape(description)}</p>`}
${tags.length === 0 ? '' : `<p class="tags">${tags.map((tag) => `<span>${escape(tag)}</span>`).join('')}</p>`}
<dl class="facts">${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>
</header>`;
}

function people(participants: readonly Participant[]): string {
  const rows = participants.map(
    ({ name, guest, joinedAt, leftAt }) =>
      `<tr><td>${escape(name)}${guest ? '<span class="badge">guest</span>' : ''}</td><td>${dateTime(joinedAt)}</td><td>${leftAt === null ? 'present' : dateTime(leftAt)}</td></tr>`,
  );
  if (rows.length === 0) return '<h2>People</h2>\n<p class="nothing">No participants.</p>';
  return `<h2>People</h2>
<table class="people"><thead><tr><th scope="col">Name</th><th scope="col">Joined</th><th scope="col">Left</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}

async function* gallery({ session: { captures }, cards }: Report): AsyncGenerator<string> {
  yield `<h2>Captures <small>${captures}</small></h2>`;
  if (captures === 0) yield '<p class="nothing">No captures.</p>';
  yield `<div class="gallery${captures <= MAX_LARGE_PICTURES ? ' few' : ''}">`;
  for await (const one of cards) yield card(one);
  yield '\n</div>\n';
}

async function* log({ entries }: Report): AsyncGenerator<string> {
  yield '<h2>Log</h2>\n<table class="log"><tbody>\n';
  yield* logRows(entries);
  yield '</tbody></table>\n';
}
