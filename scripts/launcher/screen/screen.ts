import { paint, seconds } from '../../bootstrap/progress.mjs';
import type { Addresses, HttpsAddresses } from './addresses.ts';
import type { ConsoleOutput } from './console-output.ts';
import { describeEntry } from '../logs/log-entry.ts';
import type { LogEntry } from '../logs/log-entry.ts';

export interface Administrator {
  readonly email: string;
}

export interface RunningCamera {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  /** Of its own HTTP API; undefined while the service does not start. */
  readonly url: string | undefined;
}

export interface Announcement {
  readonly addresses: Addresses;
  /** Of further hubs, on this machine. */
  readonly otherHubs?: readonly string[];
  /** Undefined while HTTPS is off. */
  readonly https: HttpsAddresses | undefined;
  readonly cameras: readonly RunningCamera[];
  readonly startMs: number;
  /** Created at this start, with the configured password. */
  readonly administrator: Administrator | undefined;
  /** Address that creates the first administrator; undefined when there is one. */
  readonly firstRun?: string | undefined;
  readonly logs: string;
}

export interface TroubleText {
  readonly what: string;
  readonly todo: string;
  /** The words of the part that failed. */
  readonly detail: string;
  /** Address of the page about it; undefined without one. */
  readonly page: string | undefined;
  /** The same with the last log lines. Its secret is for the person at the console. */
  readonly linesPage: string | undefined;
}

const LEAST_NAME_WIDTH = 10;

/** What the person at the terminal reads. */
export class Screen {
  readonly #output: ConsoleOutput;
  readonly #colours: ReturnType<typeof paint>;
  #nameWidth = LEAST_NAME_WIDTH;

  constructor(output: ConsoleOutput) {
    this.#output = output;
    this.#colours = paint(output);
  }

  /** So that the lines of all parts stand in one column. */
  makeRoomFor(part: string): void {
    this.#nameWidth = Math.max(this.#nameWidth, part.length);
  }

  note(text: string): void {
    this.#output.write(`${text}\n`);
  }

  error(text: string): void {
    this.note(`${this.#colours.red('Error:')} ${text}`);
  }

  entry(part: string, entry: LogEntry): void {
    const { red, yellow, dim } = this.#colours;
    const colour = entry.level === 'error' ? red : entry.level === 'warn' ? yellow : dim;
    this.note(`${dim(part.padEnd(this.#nameWidth))} ${colour(entry.level.padEnd(5))} ${describeEntry(entry)}`);
  }

  died(part: string, how: string, delayMs: number): void {
    this.note(`${this.#colours.yellow('!')} ${part} ended (${how}); starting it again in ${seconds(delayMs)}`);
  }

  /** What keeps Eyepiece from running. */
  trouble({ what, todo, detail, page, linesPage }: TroubleText): void {
    const { red, cyan, dim } = this.#colours;
    this.note(`${red('Error:')} ${detail}`);
    this.note(`  ${what} ${todo}`);
    if (page !== undefined) this.note(`  Browsers see this at ${cyan(page)}`);
    if (linesPage !== undefined) this.note(`  The last log lines, for you only: ${cyan(linesPage)}`);
    this.note(dim('  Eyepiece tries again by itself · Ctrl+C ends it'));
  }

  recovered(part: string): void {
    this.note(`${this.#colours.green('✓')} ${part} is back`);
  }

  logsFail(part: string, error: Error): void {
    this.note(`${this.#colours.yellow('!')} the log of ${part} cannot be written (${error.message}); Eyepiece continues without it`);
  }

  logsResume(lostLines: number): void {
    this.note(`${this.#colours.green('✓')} logs are written again; ${lostLines} lines are missing`);
  }

  /** The link of a hub that was restarted. */
  firstRun(url: string): void {
    this.note(this.#firstRun(url).join('\n'));
  }

  announce({ addresses, otherHubs = [], https, cameras, startMs, administrator, firstRun, logs }: Announcement): void {
    const { bold, cyan, dim } = this.#colours;
    const row = (label: string, value: string): string => `  ${label.padEnd(14)} ${value}`;
    const list = (label: string, urls: readonly string[]): string[] => urls.map((url, index) => row(index === 0 ? label : '', cyan(url)));
    const lines = [
      '',
      `${bold('Eyepiece is running')} ${dim(`(started in ${seconds(startMs)})`)}`,
      '',
      row('This machine', cyan(addresses.local)),
      ...list('Further hubs', otherHubs),
      ...list('Network', addresses.network),
      ...list('HTTPS', https?.urls ?? []),
      ...(https?.trust === undefined ? [] : [row('', dim(`browsers warn until they trust it: ${https.trust}`))]),
      '',
      ...this.#cameras(cameras, row),
    ];
    if (administrator !== undefined) lines.push('', row('Sign in as', `${bold(administrator.email)} with EYEPIECE_ADMIN_PASSWORD`));
    if (firstRun !== undefined) lines.push('', ...this.#firstRun(firstRun));
    lines.push('', dim(`  Logs in ${logs} · Ctrl+C stops everything`), '');
    this.note(lines.join('\n'));
  }

  #cameras(cameras: readonly RunningCamera[], row: (label: string, value: string) => string): string[] {
    const { dim } = this.#colours;
    const label = cameras.length === 1 ? 'Camera' : 'Cameras';
    const titles = cameras.map(({ id, name, driver }) => `${name === id ? id : `${name} (${id})`} · ${driver}`);
    const width = Math.max(...titles.map((title) => title.length));
    return cameras.map(({ url }, index) =>
      row(
        index === 0 ? label : '',
        `${(titles[index] ?? '').padEnd(width)}  ${dim(url === undefined ? 'does not start yet' : `${url}/docs`)}`,
      ),
    );
  }

  #firstRun(url: string): string[] {
    const { bold, cyan, dim } = this.#colours;
    return [
      bold('  Open this link to create the first administrator:'),
      `  ${cyan(url)}`,
      dim('  It works once, within an hour. Whoever has it becomes the administrator.'),
    ];
  }
}
