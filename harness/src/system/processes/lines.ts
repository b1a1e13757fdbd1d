import type { Readable } from 'node:stream';

const LINE_MAX_CHARS = 64 * 1024;

/** Calls `read` with each line. Of a longer one only the start is kept: a process may print without line breaks. */
export function readLines(output: Readable, read: (line: string) => void): void {
  let line = '';
  const ended = (): void => {
    read(line.replace(/\r$/, ''));
    line = '';
  };
  output.setEncoding('utf8');
  output.on('data', (text: string) => {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) ended();
      line += part.slice(0, LINE_MAX_CHARS - line.length);
    }
  });
  output.once('end', () => {
    if (line !== '') ended();
  });
}
