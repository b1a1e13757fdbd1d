/** Elements, requests and figures of the page. Texts never become markup. */

/** `attributes` that are functions listen to the event of this name. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export function table(titles, rows, name = '') {
  const head = titles.map((title) => element('th', title.startsWith('#') ? { class: 'number' } : {}, title.replace(/^#/, '')));
  return element(
    'div',
    { class: 'scroll' },
    element('table', { class: name }, element('thead', {}, element('tr', {}, head)), element('tbody', {}, rows)),
  );
}

export function number(text) {
  return element('td', { class: 'number' }, text);
}

/** The names and figures of a strip. */
export function figures(pairs) {
  return element(
    'dl',
    { class: 'figures' },
    pairs.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
}

/** @returns the answer; throws what the server says is wrong */
export async function ask(path, body) {
  const options = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export const OUTCOMES = { passed: 'Passed', failed: 'Failed', refused: 'Could not run', interrupted: 'Interrupted' };

export const count = (value) => (value ?? 0).toLocaleString('en-US', { maximumFractionDigits: 0 });
export const rate = (value) => (value === null || value === undefined ? '–' : value.toFixed(1));
export const time = (ms) => `${(ms / 1000).toFixed(1)} s`;

export function milliseconds(value) {
  if (value === null || value === undefined) return '–';
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}

export function bytes(value) {
  const power = value < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** power;
  return `${power === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
}
