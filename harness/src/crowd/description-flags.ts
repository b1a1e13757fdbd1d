/** The description of a server from `--protocol-options` and from flags. */
import { ArgumentError } from '../input/arguments.ts';
import { Description, NO_DESCRIPTION } from '../input/description.ts';
import { DESCRIPTION_FLAGS } from './options.ts';

/** @throws {ArgumentError} if a flag or the file cannot be read */
export function describedByFlags(file: string | undefined, values: Readonly<Record<string, unknown>>): Description {
  const flags = new Map<string, { flag: string; value: unknown }>();
  for (const [usage, field] of DESCRIPTION_FLAGS) {
    const [flag = ''] = usage.split(' ');
    const value = values[camelCase(flag)];
    if (value !== undefined) flags.set(field, { flag, value: fieldValue(field, flag, value) });
  }
  const described = file === undefined ? NO_DESCRIPTION : Description.read(file);
  return flags.size === 0 ? described : described.with(flags);
}

function fieldValue(field: string, flag: string, value: unknown): unknown {
  switch (field) {
    case 'auth':
      return json(flag, String(value));
    case 'query':
      return pairs(flag, value as string[], '=');
    case 'headers':
      return pairs(flag, value as string[], ':');
    default:
      return value;
  }
}

function json(flag: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ArgumentError(`${flag} ${text}: JSON is needed, as in {"token":"T"}`);
  }
}

function pairs(flag: string, texts: readonly string[], separator: string): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf(separator);
      if (at < 1) throw new ArgumentError(`${flag} ${text}: a name, ${separator} and a value are needed`);
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    }),
  );
}

function camelCase(flag: string): string {
  return flag.replace(/^--/, '').replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
