import type { LogLine } from './service-process.ts';

/** Log levels of unhandled errors, in the hub, in Python, and of lines on standard error. */
const LEVELS = new Set(['error', 'fatal', 'critical', 'stderr']);
/** Kept characters of a line. */
const KEPT = 600;

/** Errors in the logs of services. */
export class LoggedErrors {
  readonly #errors: string[] = [];

  /** Reads the log of the named service. */
  of(name: string): (line: LogLine) => void {
    return (line) => {
      const { level } = line;
      if (typeof level === 'string' && LEVELS.has(level.toLowerCase()))
        this.#errors.push(`${name}: ${JSON.stringify(line).slice(0, KEPT)}`);
    };
  }

  /** Errors since the last call. */
  take(): string[] {
    return this.#errors.splice(0);
  }
}
