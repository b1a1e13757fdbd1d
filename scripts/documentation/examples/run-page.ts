/** Follows a page as a reader does: one shell, one folder, each block in turn, exactly as shown. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences } from './answers.ts';
import { silentCurls, type Block } from './blocks.ts';

/** For the error message: the end of the output names the cause. */
const SHOWN_CHARS = 3000;

export interface Following {
  /** Empty at the start. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly withinMs: number;
}

/** Rejects with the line of the first block that fails, and its output. */
export async function followPage(blocks: readonly Block[], { folder, env, withinMs }: Following): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const notes = mkdtempSync(join(tmpdir(), 'eyepiece-page-'));
  const path = (index: number, ending: string): string => join(notes, `${String(index)}.${ending}`);
  for (const [index, { kind, text, line }] of blocks.entries()) {
    const [silent] = kind === 'run' ? silentCurls(text) : [];
    if (silent !== undefined) throw new Error(`line ${String(line)}: add -f, so that a refusal is noticed: ${silent}`);
    if (kind === 'run' || kind === 'save') writeFileSync(path(index, 'block'), text);
  }
  const script = blocks.flatMap((block, index) => {
    if (block.kind === 'save') return [`cp "$NOTES/${String(index)}.block" '${block.file}'`];
    if (block.kind !== 'run') return [];
    return [
      `echo ${String(index)} >"$NOTES/at"`,
      `. "$NOTES/${String(index)}.block" </dev/null >"$NOTES/${String(index)}.out" 2>"$NOTES/${String(index)}.err"`,
    ];
  });
  const status = await runBash(script, { folder, withinMs, notes, env });
  const reached = existsSync(join(notes, 'at')) ? readFileSync(join(notes, 'at'), 'utf8').trim() : '0';
  // A block with `exit 0` would hide those after it.
  if (status !== 0 || reached !== 'end') {
    const at = Number(reached);
    const outputs = [path(at, 'out'), path(at, 'err')].filter((file) => existsSync(file));
    const output = outputs.map((file) => readFileSync(file, 'utf8').slice(-SHOWN_CHARS)).join('');
    throw new Error(`line ${String(blocks[at]?.line)}: ${status === null ? 'takes too long' : `status ${String(status)}`}\n${output}`);
  }
  for (const [index, block] of blocks.entries()) {
    if (block.kind === 'answer') compare(block, readFileSync(path(index - 1, 'out'), 'utf8'));
  }
}

function compare({ line, text }: Block, output: string): void {
  const found = differences(JSON.parse(text), JSON.parse(output));
  if (found.length > 0) throw new Error(`line ${String(line)}: ${found.join('; ')}\n${output.slice(0, SHOWN_CHARS)}`);
}

/** @returns null when the time is over */
async function runBash(script: readonly string[], { folder, env, withinMs, notes }: Following & { notes: string }): Promise<number | null> {
  const file = join(notes, 'page.sh');
  writeFileSync(file, ['set -euo pipefail', ...script, 'echo end >"$NOTES/at"', ''].join('\n'));
  const log = openSync(join(notes, 'log'), 'w');
  // A process group of its own, so that programs that a block leaves behind end with it.
  const child = spawn('bash', [file], { cwd: folder, env: { ...env, NOTES: notes }, stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const timer = setTimeout(() => endGroup(child.pid), withinMs);
  try {
    return (await exited)[0];
  } finally {
    clearTimeout(timer);
    endGroup(child.pid);
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended.
  }
}
