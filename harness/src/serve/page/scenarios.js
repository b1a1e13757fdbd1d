/** The scenarios of the folder, and the chosen one: its file, its variables, and the button that runs it. */
import { ask, count, element, time } from './elements.js';

export class Scenarios {
  #list;
  #detail;
  #started;
  #entries = [];
  #chosen;
  #isRunning = false;

  constructor(list, detail, started) {
    this.#list = list;
    this.#detail = detail;
    this.#started = started;
  }

  async load() {
    try {
      this.#entries = (await ask('/api/scenarios')).scenarios;
    } catch (error) {
      this.#detail.replaceChildren(element('p', { class: 'problem', role: 'alert' }, error.message));
      return;
    }
    const chosen = this.#entries.find(({ file }) => file === this.#chosen) ?? this.#entries[0];
    this.#chosen = chosen?.file;
    this.#showList();
    await this.#showDetail(chosen);
  }

  setRunning(isRunning) {
    this.#isRunning = isRunning;
    const button = this.#detail.querySelector('button[type="submit"]');
    if (button) this.#adjust(button);
  }

  #adjust(button) {
    button.disabled = this.#isRunning;
    button.textContent = this.#isRunning ? 'A run goes on' : 'Run';
  }

  #showList() {
    this.#list.replaceChildren(
      ...this.#entries.map((entry) => {
        const { file, scenario } = entry;
        const about =
          scenario === null ? element('span', { class: 'mark' }, 'invalid') : element('span', { class: 'quiet' }, summary(scenario));
        const choose = () => {
          this.#chosen = file;
          this.#showList();
          void this.#showDetail(entry);
        };
        const button = element('button', { type: 'button', 'aria-pressed': String(file === this.#chosen), click: choose }, file, about);
        return element('li', {}, button);
      }),
    );
  }

  async #showDetail(entry) {
    if (!entry) {
      const title = element('h2', {}, 'No scenarios');
      const text = 'The folder has no *.yaml and no *.yml file. Write one, or start the program with --folder.';
      this.#detail.replaceChildren(element('div', { class: 'empty' }, title, element('p', {}, text)));
      return;
    }
    const { file, problem, scenario } = entry;
    const source = element('pre', { tabindex: '0', 'aria-label': `Text of ${file}` });
    this.#detail.replaceChildren(
      element('h2', {}, scenario?.name ?? file, element('span', { class: 'quiet' }, scenario === null ? '' : file)),
      problem === null ? this.#form(file, scenario) : element('p', { class: 'problem' }, problem),
      source,
    );
    try {
      source.textContent = (await ask(`/api/scenarios/${encodeURIComponent(file)}`)).text;
    } catch (error) {
      source.textContent = error.message;
    }
  }

  #form(file, scenario) {
    const { vars, seed, crowds, faults, expectations, durationMs } = scenario;
    const fields = Object.entries(vars).map(([name, value]) => field(`vars.${name}`, name, value));
    const problem = element('p', { class: 'problem', role: 'alert', hidden: true });
    const button = element('button', { type: 'submit', class: 'primary' });
    this.#adjust(button);
    const facts = [
      ['duration', time(durationMs)],
      ...crowds.map(({ name, viewers, protocol }) => [name, `${count(viewers)} × ${protocol}`]),
      ['faults', count(faults)],
      ['expectations', count(expectations)],
    ];
    const start = async (event) => {
      event.preventDefault();
      const given = new FormData(event.target);
      const changed = Object.keys(vars).filter((name) => given.get(`vars.${name}`) !== vars[name]);
      const seedText = given.get('seed').trim();
      try {
        const body = { file, vars: Object.fromEntries(changed.map((name) => [name, given.get(`vars.${name}`)])) };
        await ask('/api/start', seedText === '' ? body : { ...body, seed: Number(seedText) });
        problem.hidden = true;
        this.#started();
      } catch (error) {
        problem.hidden = false;
        problem.textContent = error.message;
      }
    };
    return element(
      'form',
      { submit: (event) => void start(event) },
      element(
        'dl',
        { class: 'facts' },
        facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
      ),
      element('div', { class: 'fields' }, fields, field('seed', 'seed', String(seed)), button),
      problem,
    );
  }
}

function field(name, label, value) {
  return element('label', {}, label, element('input', { name, value, autocomplete: 'off', spellcheck: 'false' }));
}

function summary({ durationMs, crowds, faults }) {
  const viewers = crowds.reduce((sum, crowd) => sum + crowd.viewers, 0);
  const parts = [time(durationMs), `${count(viewers)} ${viewers === 1 ? 'viewer' : 'viewers'}`];
  if (faults > 0) parts.push(`${count(faults)} ${faults === 1 ? 'fault' : 'faults'}`);
  return parts.join(', ');
}
