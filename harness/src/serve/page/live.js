/* global runCharts */
/** The run: charts of each crowd while it goes on, and its expectations at the end. */
import { count, element, figures, milliseconds, OUTCOMES, rate } from './elements.js';

export class Live {
  #place;
  #id;
  #groups = [];
  /** What the charts draw; its parts are replaced as the run goes on. */
  #drawn = { durationMs: 1, binMs: 1, faults: [] };

  constructor(place) {
    this.#place = place;
    this.show(null);
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => this.#redraw());
  }

  /** The whole run, or null if there was none. */
  show(run) {
    if (run === null) {
      const text = 'Choose a scenario and start it. Its charts are drawn here while it runs.';
      this.#place.replaceChildren(element('div', { class: 'empty' }, element('h2', {}, 'No run yet'), element('p', {}, text)));
      return;
    }
    this.#id = run.id;
    this.#drawn = { durationMs: run.durationMs, binMs: run.binMs, faults: run.faults, atMs: run.ended ? undefined : run.atMs };
    this.#clear();
    const end = element('div', { class: 'end' });
    this.#place.replaceChildren(
      heading(run),
      element('p', { class: 'problem complaint', role: 'alert', hidden: true }),
      end,
      ...run.groups.map((group) => this.#group(group, run.ended?.missed ?? [])),
      run.groups.length === 0 && !run.ended ? element('p', { class: 'quiet' }, 'Starting what the scenario needs…') : '',
    );
    if (run.ended) showEnd(end, run.ended);
    this.#redraw();
  }

  /** The new bins of the run that is shown. */
  advance({ id, atMs, groups, faults }) {
    if (id !== this.#id) return;
    Object.assign(this.#drawn, { atMs, faults });
    groups.forEach((step, index) => {
      const group = this.#groups[index];
      if (!group) return;
      group.bins.push(...step.bins);
      Object.assign(group.view, step, { bins: group.bins });
      group.strip.replaceChildren(...strip(group.view).children);
      for (const chart of group.charts) chart.update(group.bins);
    });
  }

  complain(text) {
    const place = this.#place.querySelector('.complaint');
    if (!place) return;
    place.hidden = false;
    place.textContent = text;
  }

  /** Charts have no width while the view is hidden. */
  resize() {
    for (const { charts } of this.#groups) for (const chart of charts) chart.resize();
  }

  #clear() {
    for (const { charts } of this.#groups) for (const chart of charts) chart.destroy();
    this.#groups = [];
  }

  #group(view, missed) {
    const { name, viewers, bins } = view;
    const place = element('div', { class: 'charts' });
    const shown = strip(view);
    const isOfThis = ({ subject }) => subject === null || subject === name;
    this.#groups.push({ view, bins: [...bins], strip: shown, place, charts: [], missed: missed.filter(isOfThis) });
    const title = element('h2', {}, name, element('span', { class: 'quiet' }, `${count(viewers)} ${viewers === 1 ? 'viewer' : 'viewers'}`));
    return element('section', { class: 'group', 'aria-label': name }, title, shown, place);
  }

  #redraw() {
    for (const group of this.#groups) {
      for (const chart of group.charts) chart.destroy();
      group.place.replaceChildren();
      group.charts = runCharts.GROUP_CHARTS.map((chart) => runCharts.draw(group.place, chart, group.bins, this.#drawn, group.missed));
    }
  }
}

function heading({ name, file, seed, vars, ended }) {
  const facts = [['file', file], ['seed', String(seed)], ...Object.entries(vars)];
  return element(
    'div',
    { class: 'run-heading' },
    element('h2', {}, name),
    ended ? element('span', { class: `outcome ${ended.outcome}` }, OUTCOMES[ended.outcome]) : null,
    element(
      'dl',
      { class: 'facts' },
      facts.map(([key, value]) => element('div', {}, element('dt', {}, key), element('dd', {}, value))),
    ),
  );
}

function showEnd(place, { outcome, verdict, expectations, report }) {
  // The server escapes the texts, and the policy of the page allows no script in it.
  place.innerHTML = expectations;
  if (report === null || outcome === 'refused' || outcome === 'interrupted') place.prepend(element('p', { class: 'problem' }, verdict));
  if (report === null) return;
  const href = `/reports/${encodeURIComponent(report)}/report.html`;
  place.prepend(element('p', { class: 'verdict' }, element('a', { href, target: '_blank', rel: 'noopener' }, 'Open the report')));
}

function strip({ viewers, connected, bins }) {
  const last = bins.at(-1);
  const sum = (of) => bins.reduce((total, bin) => total + bin[of], 0);
  return figures([
    ['connected', `${count(connected)} of ${count(viewers)}`],
    ['fps of a viewer', rate(last?.framesPerSecond ?? null)],
    ['age p95', milliseconds(last?.ageMs.p95)],
    ['age maximum', milliseconds(last?.ageMs.max)],
    ['missing', count(sum('missing'))],
    ['repeated', count(sum('repeated'))],
    ['late', count(sum('late'))],
    ['lost connections', count(sum('losses'))],
  ]);
}
