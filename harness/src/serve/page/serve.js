/** The page: its views, the state of the run, and what the server tells. */
import { ask, element, OUTCOMES, time } from './elements.js';
import { Feed } from './feed.js';
import { Live } from './live.js';
import { showReports } from './reports.js';
import { Scenarios } from './scenarios.js';

const VIEWS = ['scenarios', 'run', 'messages', 'reports'];
const place = (id) => document.getElementById(id);

const live = new Live(place('run'));
const feed = new Feed(place('messages'));
const scenarios = new Scenarios(place('scenario-list'), place('scenario'), () => {
  location.hash = '#run';
});
let run = null;

function showView() {
  const asked = location.hash.slice(1);
  const shown = VIEWS.includes(asked) ? asked : run === null || run.ended ? 'scenarios' : 'run';
  for (const name of VIEWS) {
    place(name).hidden = name !== shown;
    const link = document.querySelector(`nav a[href="#${name}"]`);
    if (name === shown) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (shown === 'run') live.resize();
  feed.setShown(shown === 'messages');
}

async function stop() {
  try {
    await ask('/api/stop', {});
  } catch (error) {
    live.complain(error.message);
  }
}

function showStatus() {
  if (run === null) {
    place('status').replaceChildren();
    return;
  }
  if (run.ended) {
    const { outcome, verdict } = run.ended;
    const pill = element('span', { class: `outcome ${outcome}` }, OUTCOMES[outcome]);
    place('status').replaceChildren(element('span', { class: 'name' }, run.name), pill, element('span', { class: 'verdict' }, verdict));
    return;
  }
  const clock = { starting: 'starting', ending: 'ending', running: `${time(run.atMs)} of ${time(run.durationMs)}` }[run.phase];
  const button = element('button', { type: 'button', class: 'stop', disabled: run.isStopping, click: () => void stop() }, 'Stop');
  place('status').replaceChildren(
    element('span', { class: 'name' }, run.name),
    element('progress', { max: run.durationMs, value: Math.min(run.atMs, run.durationMs), 'aria-label': 'Progress of the run' }),
    element('span', { class: 'clock' }, run.isStopping ? 'stopping' : clock),
    button,
  );
}

const handlers = {
  run(view) {
    const isOther = view?.id !== run?.id;
    run = view;
    if (isOther) feed.clear(view);
    scenarios.setRunning(view !== null && !view.ended);
    live.show(view);
    showStatus();
    if (isOther && location.hash === '') showView();
  },
  progress(step) {
    if (step.id !== run?.id) return;
    run = { ...run, phase: step.phase, atMs: step.atMs };
    live.advance(step);
    showStatus();
  },
  messages: (step) => feed.add(step),
  reports: (list) => showReports(place('reports'), list),
};

/** Browsers allow few connections to one server: a page that is not seen gives its own back. */
let events;
function listen() {
  if (document.hidden) {
    events?.close();
    events = undefined;
    return;
  }
  if (events) return;
  events = new EventSource('/api/events');
  events.addEventListener('open', () => (place('offline').hidden = true));
  events.addEventListener('error', () => (place('offline').hidden = false));
  for (const [name, handle] of Object.entries(handlers)) events.addEventListener(name, ({ data }) => handle(JSON.parse(data)));
}

addEventListener('hashchange', showView);
addEventListener('resize', () => live.resize());
document.addEventListener('visibilitychange', listen);
place('refresh').addEventListener('click', () => void scenarios.load());
showView();
showReports(place('reports'), []);
listen();
void scenarios.load();
