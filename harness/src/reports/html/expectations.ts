/** What the scenario expects: failed expectations as cards with the messages around, the others as a list. */
import type { ExpectationResult, LoggedMessage } from '../../scenario/result.ts';
import { bytes, describeMessage, placeOf, subjectOf, time } from '../figures.ts';
import { dataTable } from './data-table.ts';
import { markup, type Markup } from './markup.ts';

export function expectationSections(expectations: readonly ExpectationResult[]): Markup {
  const failed = expectations.filter(({ passed }) => !passed);
  const met = expectations.filter(({ passed }) => passed);
  return markup`${
    failed.length > 0
      ? markup`<section aria-labelledby="failed">
          <h2 id="failed">Failed expectations <span class="quiet">${failed.length} of ${expectations.length}</span></h2>
          ${failed.map(failedCard)}
        </section>`
      : null
  }
  ${
    met.length > 0
      ? markup`<section aria-labelledby="met">
          <h2 id="met">Met expectations <span class="quiet">${met.length} of ${expectations.length}</span></h2>
          ${dataTable(['Of', 'Expected', 'Seen', 'Written'], met.map(metRow), 'met')}
        </section>`
      : null
  }`;
}

function failedCard(expectation: ExpectationResult): Markup {
  const { expected, seen, atMs, around, text } = expectation;
  const place = placeOf(expectation);
  return markup`<article class="failure">
    <h3><span class="mark">✗</span> ${subjectOf(expectation)} <span class="quiet">${place}</span></h3>
    <dl>
      <dt>Expected</dt>
      <dd>${expected}</dd>
      <dt>Seen</dt>
      <dd class="seen">${seen}</dd>
      <dt>Written as</dt>
      <dd><code>${text}</code></dd>
    </dl>
    ${around.length > 0 ? messageTable(around, atMs) : null}
  </article>`;
}

function messageTable(around: readonly LoggedMessage[], atMs: number | null): Markup {
  return markup`<details open>
    <summary>What this connection received around ${time(atMs)}</summary>
    ${dataTable([{ number: 'At' }, 'Connection', 'Message', { number: 'Size' }], withMoment(around, atMs), 'messages')}
  </details>`;
}

/** The messages, with a line where the expectation was missed. */
function withMoment(around: readonly LoggedMessage[], atMs: number | null): Markup[] {
  const rows = around.map(
    (message) =>
      markup`<tr class="${message.kind}">
        <td class="number">${time(message.atMs)}</td>
        <td>${message.connection}</td>
        <td>${describeMessage(message)}</td>
        <td class="number">${message.kind === 'frame' || message.kind === 'message' ? bytes(message.bytes) : ''}</td>
      </tr>`,
  );
  if (atMs === null) return rows;
  const later = around.findIndex((message) => message.atMs > atMs);
  rows.splice(
    later === -1 ? rows.length : later,
    0,
    markup`<tr class="moment">
      <td class="number">${time(atMs)}</td>
      <td colspan="3">the expectation is missed</td>
    </tr>`,
  );
  return rows;
}

function metRow(expectation: ExpectationResult): Markup {
  const { expected, seen, file, line } = expectation;
  return markup`<tr>
    <td><span class="mark">✓</span> ${subjectOf(expectation)}</td>
    <td>${expected}</td>
    <td>${seen}</td>
    <td class="quiet">${file}${line === null ? '' : `:${line}`}</td>
  </tr>`;
}
