/** One section for each crowd: its figures, its charts, its connections and what went wrong. */
import type { CountedError, ConnectionResult, GroupResult } from '../../scenario/result.ts';
import { bytes, count, milliseconds, rate, share } from '../figures.ts';
import { dataTable } from './data-table.ts';
import { markup, type Markup } from './markup.ts';

export function groupSections(groups: readonly GroupResult[]): Markup[] {
  return groups.map(groupSection);
}

function groupSection(group: GroupResult, index: number): Markup {
  const { name, protocol, url, viewers, connections, errors, messages } = group;
  return markup`<section class="group" aria-labelledby="group-${index}">
    <h2 id="group-${index}">
      ${name} <span class="quiet">${count(viewers)} ${viewers === 1 ? 'viewer' : 'viewers'} of ${url} over ${protocol}</span>
    </h2>
    ${figures(group)}
    <div class="charts" data-group="${index}"></div>
    ${connections.length > 0 ? connectionTable(connections, index) : null} ${errors.length > 0 ? errorTable(errors) : null}
    ${Object.keys(messages).length > 0 ? messageCounts(messages) : null}
  </section>`;
}

function figures({ summary }: GroupResult): Markup {
  const { ageMs, firstFrameMs } = summary;
  const shown: readonly (readonly [string, string, boolean?])[] = [
    ['fps of a viewer', rate(summary.framesPerSecond)],
    ['slowest viewer', rate(summary.slowestFps)],
    ['worst share', share(summary.share.worst)],
    ['age p50', milliseconds(ageMs.p50)],
    ['age p95', milliseconds(ageMs.p95)],
    ['age maximum', milliseconds(ageMs.max)],
    ['first frame p95', milliseconds(firstFrameMs.p95)],
    ['longest gap', milliseconds(summary.longestGapMs)],
    ['missing', count(summary.missing), (summary.missing ?? 0) > 0],
    ['repeated', count(summary.repeated), summary.repeated > 0],
    ['late', count(summary.late), summary.late > 0],
    ['lost connections', count(summary.losses), summary.losses > 0],
    ['reconnects', count(summary.reconnects)],
    ['without a frame', count(summary.silent), summary.silent > 0],
    ['received', bytes(summary.bytes)],
  ];
  const item = ([label, value, notable = false]: (typeof shown)[number]): Markup =>
    markup`<div>
      <dt>${label}</dt>
      <dd class="${notable ? 'notable' : ''}">${value}</dd>
    </div>`;
  return markup`<dl class="figures">${shown.map(item)}</dl>`;
}

function connectionTable(connections: readonly ConnectionResult[], group: number): Markup {
  const titles = ['Frames', 'Missing', 'Repeated', 'Late', 'Reconnects', 'First frame', 'Longest gap', 'Received'];
  const row = (connection: ConnectionResult, index: number): Markup => {
    const { name, frames, missing, repeated, late, reconnects, firstFrameMs, longestGapMs } = connection;
    const cells = [count(frames), count(missing), count(repeated), count(late), count(reconnects)];
    const times = [milliseconds(firstFrameMs), milliseconds(longestGapMs), bytes(connection.bytes)];
    return markup`<tr>
      <td><button type="button" data-group="${group}" data-connection="${index}" aria-pressed="false">${name}</button></td>
      ${[...cells, ...times].map((cell) => markup`<td class="number">${cell}</td>`)}
    </tr>`;
  };
  return markup`<details>
    <summary>Connections <span class="quiet">${connections.length}; choose one to draw it above</span></summary>
    ${dataTable(['Connection', ...titles.map((number) => ({ number }))], connections.map(row))}
  </details>`;
}

function errorTable(errors: readonly CountedError[]): Markup {
  const row = ({ code, count: times, example }: CountedError): Markup =>
    markup`<tr>
      <td><code>${code}</code></td>
      <td class="number">${count(times)}</td>
      <td>${example}</td>
    </tr>`;
  return markup`<details>
    <summary>Errors <span class="quiet">${count(errors.reduce((sum, error) => sum + error.count, 0))}</span></summary>
    ${dataTable(['Code', { number: 'Times' }, 'The first one'], errors.map(row))}
  </details>`;
}

function messageCounts(messages: Readonly<Record<string, number>>): Markup {
  const entries = Object.entries(messages).sort(([, a], [, b]) => b - a);
  const row = ([name, times]: readonly [string, number]): Markup =>
    markup`<tr>
      <td><code>${name}</code></td>
      <td class="number">${count(times)}</td>
    </tr>`;
  return markup`<details>
    <summary>Messages without a frame <span class="quiet">${entries.length} ${entries.length === 1 ? 'kind' : 'kinds'}</span></summary>
    ${dataTable(['Name', { number: 'Times' }], entries.map(row), 'narrow')}
  </details>`;
}
