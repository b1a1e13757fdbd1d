/** Ctrl+C while the hub of a scenario starts: no process and no folder is left. */
import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/input/exit-codes.ts';
import { Program } from '../program.ts';
import { onClose } from '../proxy/ends.ts';
import { useFolder } from './programs.ts';
import { startSilentServer } from './silent-server.ts';

/** Of polls. A machine that other tests use is slow. */
const SOON = { timeout: 120_000 };

const folder = useFolder();

/** Folders of data in the temporary folder of the program. */
async function dataFolders(): Promise<string[]> {
  return (await readdir(folder.path)).filter((name) => name.startsWith('eyepiece-hub-'));
}

/** Command lines and environments of other processes that name the folder. */
function users(): string[] {
  const { stdout } = spawnSync('ps', ['axeww', '-o', 'pid=,stat=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return stdout.split('\n').filter((line) => line.includes(folder.path) && !/^\s*\d+ +Z/.test(line));
}

function start(target: string): Program {
  const file = folder.file('own.yaml', `duration: 60m\ntarget: ${target}\ncameras: [{ name: a }]\ncrowds: [{ name: a }]\n`);
  const program = Program.harnessIn({ env: { TMPDIR: folder.path } }, 'run', file);
  onClose(() => program.signal('SIGKILL'));
  return program;
}

async function expectNothingLeft(program: Program): Promise<void> {
  expect(await program.ended).toMatchObject({ code: EXIT.interrupted, error: 'own: interrupted\n' });
  await expect.poll(users, SOON).toEqual([]);
  expect(await dataFolders()).toEqual([]);
}

// Windows has no signals.
describe.skipIf(process.platform === 'win32')('Ctrl+C', () => {
  it('while its database starts', async () => {
    const program = start('{ start: hub }');
    await expect.poll(dataFolders, SOON).toHaveLength(1);
    program.signal('SIGINT');
    await expectNothingLeft(program);
  }, 300_000);

  it('while it waits for a database that does not answer', async () => {
    const database = await startSilentServer();
    onClose(() => database.close());
    const program = start(`{ start: hub, database: 'postgres://u:p@${database.host}/d' }`);
    await expect.poll(database.accepted, SOON).toBeGreaterThan(0);
    program.signal('SIGINT');
    await expectNothingLeft(program);
  }, 300_000);
});
