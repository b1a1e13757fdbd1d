/** `.env` in the checkout, as `docker compose` and Node read it, for those who start without a shell of their own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { SetupError } from './setup-error.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const ENV_FILE = '.env';

const ASSIGNMENT = /^\s*(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=\s*(.*)$/;
const QUOTES = ['"', "'", '`'];

/** Adds what the file says to the environment, which wins. No file is no fault. @throws {SetupError} naming a wrong line */
export function loadEnvFile(env: NodeJS.ProcessEnv, folder = checkout): void {
  let text: string;
  try {
    text = readFileSync(join(folder, ENV_FILE), 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    throw new SetupError(`${ENV_FILE} cannot be read: ${message}`, { cause: error });
  }
  for (const [name, value] of Object.entries(readEnvText(text))) env[name] ??= value;
}

/** Node's own parser passes over lines that it does not understand; a misspelt one would be without effect in silence. */
export function readEnvText(text: string): NodeJS.Dict<string> {
  let quote: { readonly mark: string; readonly line: number } | undefined;
  // A byte order mark, as Windows' editors write it.
  const content = text.replace(/^\uFEFF/, '');
  for (const [index, line] of content.split(/\r?\n/).entries()) {
    if (quote) {
      if (line.includes(quote.mark)) quote = undefined;
      continue;
    }
    if (/^\s*(#|$)/.test(line)) continue;
    const value = ASSIGNMENT.exec(line)?.[1];
    if (value === undefined) throw new SetupError(`${ENV_FILE}, line ${index + 1}: ${JSON.stringify(shortened(line))} is not NAME=value`);
    const mark = QUOTES.find((each) => value.startsWith(each));
    if (mark !== undefined && !value.includes(mark, 1)) quote = { mark, line: index + 1 };
  }
  if (quote) throw new SetupError(`${ENV_FILE}, line ${quote.line}: the value has no closing ${quote.mark}`);
  return parseEnv(content);
}

/** Enough to find the line; what follows may be a secret. */
function shortened(line: string): string {
  const name = line.trim().slice(0, 24);
  return name.length < line.trim().length ? `${name}…` : name;
}
