/** The code blocks of one page: what each of them is for a reader who follows the page from top to bottom. */
import MarkdownIt from 'markdown-it';
import { KEY_SCOPES, type KeyScope } from '@eyepiece/shared-types';

/** Why a block is not run. The page shows the reason. */
export const REASONS = {
  'your-values': 'has an address or a key of the reader',
  'needs-root': 'changes the system',
  'needs-docker': 'needs Docker',
  'needs-hardware': 'needs a camera, or another device',
  'needs-a-server': 'needs another server, such as a proxy',
  'starts-eyepiece': 'starts or changes the installation itself',
  'needs-a-display': 'opens a window',
  'opened-by-the-browser-tests': 'a test opens it in a browser',
  'part-of-a-page': 'is a part of such a block',
  'tested-elsewhere': 'a test of its own runs it',
} as const;
export type Reason = keyof typeof REASONS;

/** `run`: by Bash. `save`: as the file that the block names. `answer`: JSON that the block before it prints. `shown`: nothing to run. */
export type Block = { readonly line: number; readonly text: string } & (
  | { readonly kind: 'run' | 'answer' | 'shown' }
  | { readonly kind: 'save'; readonly file: string }
  | { readonly kind: 'skipped'; readonly reason: Reason }
);

/** Languages of blocks that are not run: output, settings and pictures. */
const SHOWN = ['text', 'yaml', 'ini', 'nginx', 'mermaid', 'http', 'css'];
const SAVED = ['python', 'ts', 'js', 'html', 'json'];
const FILE_NAME = /^[\w-]+(?:\.[\w-]+)+$/;

/** @throws with the line when a block is neither run nor excused */
export function readBlocks(markdown: string): Block[] {
  const fences = new MarkdownIt().parse(markdown, {}).filter(({ type }) => type === 'fence' || type === 'code_block');
  const blocks: Block[] = [];
  for (const { info, content, map } of fences) {
    const line = (map?.[0] ?? 0) + 1;
    const [language = '', ...attributes] = info.trim().split(/\s+/);
    const fields = new Map(attributes.map((attribute) => attribute.split('=') as [string, string | undefined]));
    const isAnswer = language === 'json' && fields.size === 0 && blocks.at(-1)?.kind === 'run';
    blocks.push(isAnswer ? { kind: 'answer', line, text: content } : { line, text: content, ...kindOf(language, fields, line) });
  }
  return blocks;
}

type Kind = Block extends infer One ? (One extends Block ? Omit<One, 'line' | 'text'> : never) : never;

function kindOf(language: string, fields: ReadonlyMap<string, string | undefined>, line: number): Kind {
  const wrong = (problem: string): Error => new Error(`line ${String(line)}: ${problem}`);
  const unknown = [...fields.keys()].find((name) => name !== 'no-run' && name !== 'file');
  if (unknown !== undefined) throw wrong(`the attribute ${unknown} is unknown; there are file and no-run`);
  const reason = fields.get('no-run');
  if (fields.has('no-run')) {
    if (reason === undefined || !Object.hasOwn(REASONS, reason)) throw wrong(`no-run must be one of ${Object.keys(REASONS).join(', ')}`);
    return { kind: 'skipped', reason: reason as Reason };
  }
  const file = fields.get('file');
  if (SAVED.includes(language) && file !== undefined) {
    if (!FILE_NAME.test(file)) throw wrong(`file=${file} is not a file name`);
    return { kind: 'save', file };
  }
  if (language === 'bash') return { kind: 'run' };
  if (SHOWN.includes(language)) return { kind: 'shown' };
  throw wrong(`a block of ${language === '' ? 'no language' : language} needs file=NAME or no-run=REASON`);
}

/** The scopes in the sentence "… key with the scopes `watch` and `capture`". Without the sentence the page needs no key. */
export function scopesOf(markdown: string): KeyScope[] {
  const [, named = ''] = /\bkey with the scopes? ((?:[^.`]*`[^`]+`)+)/.exec(markdown) ?? [];
  const names = [...named.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  return KEY_SCOPES.filter((scope) => names.includes(scope));
}

/** Commands that hide a refusal of the hub: without -f or --fail, curl succeeds whatever the status is. */
export function silentCurls(text: string): string[] {
  const commands = text.replaceAll(/\\\n\s*/g, ' ').split('\n');
  return commands.filter((command) => /\bcurl /.test(command) && !/ (?:-[a-zA-Z]*f[a-zA-Z]*|--fail(?:-with-body)?) /.test(command));
}
