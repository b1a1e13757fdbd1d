/** Finds the warnings and errors that the hub and the camera service log, in their sources. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LoggedMessage {
  readonly file: string;
  /** undefined: a variable. Values in the text are `…`. */
  readonly text: string | undefined;
}

interface Language {
  readonly files: string;
  readonly call: RegExp;
  /** Strings of the language; `values` are the places in it that are filled in. */
  readonly string: RegExp;
  readonly values: RegExp;
}

const LANGUAGES: readonly Language[] = [
  {
    files: 'hub/src/**/*.ts',
    call: /\blogger(?:\??\.(?:warn|error|fatal)|\[[^\]\n]+\])\(/gi,
    string: /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g,
    values: /\$\{[^}]*\}/g,
  },
  {
    files: 'camera-ws/src/**/*.py',
    call: /\blog\.(?:warning|error|exception|critical|log)\(/g,
    string: /f?"(?:[^"\\\n]|\\.)*"/g,
    values: /\{[^}]*\}|%s/g,
  },
];

export function loggedMessages(root: string): LoggedMessage[] {
  return LANGUAGES.flatMap((language) =>
    globSync(language.files, { cwd: root })
      .filter((file) => !file.endsWith('.test.ts'))
      .toSorted()
      .flatMap((file) =>
        messagesOf(readFileSync(join(root, file), 'utf8'), language).map((text) => ({ file: file.replaceAll('\\', '/'), text })),
      ),
  );
}

/** The messages of one source: of a choice between two, both. */
function messagesOf(source: string, { call, string, values }: Language): (string | undefined)[] {
  return [...source.matchAll(call)].flatMap(({ index, 0: { length } }) => {
    const message = argumentsFrom(source, index + length).filter((argument) => !/^(?:\{|extra=|exc_info=)/.test(argument));
    const texts = message.flatMap((argument) => [...constantsIn(argument, source).matchAll(string)].map(([literal]) => literal));
    if (texts.length === 0) return [undefined];
    return texts.map((literal) =>
      literal
        .replace(/^f?["'`]|["'`]$/g, '')
        .replaceAll(/\\(.)/g, '$1')
        .replaceAll(values, '…'),
    );
  });
}

/** `STORE_FAULTS[state]` is replaced by the values of this constant, which has its lines up to an empty one. */
function constantsIn(argument: string, source: string): string {
  const [name] = /^[A-Z][A-Z_]+\b/.exec(argument) ?? [];
  if (name === undefined) return argument;
  return new RegExp(`^(?:export )?(?:const )?${name} = (.*?)\\n(?:\\n|[A-Z])`, 'ms').exec(source)?.[1] ?? argument;
}

/** The arguments of a call, from behind its parenthesis. */
function argumentsFrom(source: string, start: number): string[] {
  const found: string[] = [];
  let from = start;
  let depth = 0;
  let quote = '';
  for (let at = start; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (quote !== '') {
      if (character === '\\') at += 1;
      else if (character === quote) quote = '';
    } else if (`'"\``.includes(character)) quote = character;
    else if ('([{'.includes(character)) depth += 1;
    else if (depth > 0 && ')]}'.includes(character)) depth -= 1;
    else if (depth === 0 && (character === ',' || character === ')')) {
      found.push(source.slice(from, at).trim());
      if (character === ')') return found.filter((argument) => argument !== '');
      from = at + 1;
    }
  }
  return found;
}
