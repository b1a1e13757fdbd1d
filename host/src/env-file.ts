/** Reads `.env` of the checkout as `docker compose` and Node do, for starts without a shell. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { SetupError } from './setup-error.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const ENV_FILE = '.env';

const ASSIGNMENT = /^\s*(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=\s*(.*)$/;
const QUOTES = ['"', "'", '`'];

/**
 * Adds the variables of `.env` to the environment, which takes precedence. A missing file is no error.
 * @throws {SetupError} with the number of an invalid line
 */
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

/** Validates each line first: Node's parser ignores lines that it cannot parse, so a typo would have no effect and no error. */
export function readEnvText(text: string): NodeJS.Dict<string> {
  let quote: { readonly mark: string; readonly line: number } | undefined;
  // Byte order mark, which Windows editors write.
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

/** Enough to find the line; the rest may be a secret. */
function shortened(line: string): string {
  const name = line.trim().slice(0, 24);
  return name.length < line.trim().length ? `${name}…` : name;
}
