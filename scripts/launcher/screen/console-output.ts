import { fstatSync, writeSync } from 'node:fs';

export interface ConsoleOutput {
  readonly isTTY: boolean;
  write(text: string): boolean;
}

const STDOUT = 1;

/**
 * Standard output that outlives a full disk and a closed terminal.
 * Node's own stream for a file ends with the first failed write and would never write again.
 */
export function consoleOutput(): ConsoleOutput {
  if (fstatSync(STDOUT).isFile()) return { isTTY: false, write: writeToFile };
  const { stdout } = process;
  // EPIPE: the reader of the pipe has ended. The parts keep running and the log files keep their lines.
  stdout.on('error', () => undefined);
  return { isTTY: stdout.isTTY, write: (text) => stdout.write(text) };
}

function writeToFile(text: string): boolean {
  const bytes = Buffer.from(text);
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(STDOUT, bytes, done);
    return true;
  } catch {
    // The next text tries again; there is no other place to report this.
    return false;
  }
}
