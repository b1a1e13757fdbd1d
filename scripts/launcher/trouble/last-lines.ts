/** The last log lines of all parts, in memory: the disk may be what fails. */
import { describeEntry } from '../logs/log-entry.ts';
import type { LogEntry } from '../logs/log-entry.ts';

const MAX_LINES = 60;
const MAX_CHARS = 500;
const HIDDEN = '[hidden]';
/** Shorter values would also hide ordinary words. */
const LEAST_SECRET_CHARS = 6;
const SECRET_NAME = /PASSWORD|TOKEN|SECRET|KEY|CREDENTIAL/;
/** The password in an address such as postgresql://user:password@host. */
const IN_ADDRESS = /(?<=:\/\/[^\s/@:]*:)[^\s@]+(?=@)/g;

export interface LastLine {
  readonly part: string;
  readonly level: LogEntry['level'];
  readonly text: string;
}

export class LastLines {
  readonly #lines: LastLine[] = [];
  readonly #secrets: Set<string>;

  /** @param env its secrets never appear in a line */
  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#secrets = new Set(Object.entries(env).flatMap(([name, value = '']) => (SECRET_NAME.test(name) ? [value] : [])));
  }

  /** Values that never appear in a line from now on. */
  hide(secrets: readonly string[]): void {
    for (const secret of secrets) this.#secrets.add(secret);
  }

  add(part: string, entry: LogEntry): void {
    this.#lines.push({ part, level: entry.level, text: describeEntry(entry) });
    if (this.#lines.length > MAX_LINES) this.#lines.shift();
  }

  /** Hidden when they are read: a secret may become known after its line. */
  get list(): LastLine[] {
    return this.#lines.map(({ text, ...line }) => ({ ...line, text: this.#shown(text) }));
  }

  #shown(text: string): string {
    let shown = text.replace(IN_ADDRESS, HIDDEN);
    for (const secret of this.#secrets) if (secret.length >= LEAST_SECRET_CHARS) shown = shown.replaceAll(secret, HIDDEN);
    return shown.slice(0, MAX_CHARS);
  }
}
