/** The finished runs, and their reports. */
import { element, number, OUTCOMES, table, time } from './elements.js';

const FILES = [
  ['junit.xml', 'JUnit'],
  ['result.json', 'JSON'],
  ['summary.md', 'Markdown'],
];

export function showReports(place, reports) {
  if (reports.length === 0) {
    const text = 'Each finished run leaves a report here: a page with charts, JUnit XML, JSON and Markdown.';
    place.replaceChildren(element('div', { class: 'empty' }, element('h2', {}, 'No reports yet'), element('p', {}, text)));
    return;
  }
  const titles = ['Scenario', 'Outcome', 'Result', 'Started', '#Took', '#Seed', 'Report', 'Download'];
  place.replaceChildren(element('h2', {}, 'Reports'), table(titles, reports.map(reportRow), 'reports'));
}

function reportRow({ report, scenario, outcome, verdict, startedAt, durationMs, seed }) {
  const address = (file) => `/reports/${encodeURIComponent(report)}/${file}`;
  return element(
    'tr',
    {},
    element('td', { class: 'scenario' }, scenario),
    element('td', {}, element('span', { class: `outcome ${outcome}` }, OUTCOMES[outcome])),
    element('td', {}, verdict),
    element('td', { class: 'date' }, new Date(startedAt).toLocaleString('sv-SE')),
    number(time(durationMs)),
    number(String(seed)),
    element('td', {}, element('a', { href: address('report.html'), target: '_blank', rel: 'noopener' }, 'Open')),
    element(
      'td',
      { class: 'downloads' },
      FILES.map(([file, label]) => element('a', { href: address(file), download: true }, label)),
    ),
  );
}
