import { SetupError } from '../setup-error.ts';
import { runCommand } from '../processes/run-command.ts';

export interface Python {
  readonly command: string;
  readonly args: readonly string[];
  readonly version: string;
}

const MIN_MINOR = 11;
const PROBE_MS = 10_000;
const PROBE = 'import sys; print("python", *sys.version_info[:3])';

type Candidate = readonly [command: string, ...args: string[]];

function candidates(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Candidate[] {
  const chosen = env['PYTHON'];
  if (chosen !== undefined && chosen !== '') return [[chosen]];
  if (platform === 'win32') return [['py', '-3'], ['python'], ['python3']];
  return [['python3'], ['python'], ['python3.14'], ['python3.13'], ['python3.12'], ['python3.11']];
}

async function probe([command, ...args]: Candidate): Promise<Python | undefined> {
  const { code, output } = await runCommand(command, [...args, '-c', PROBE], { timeoutMs: PROBE_MS });
  const version = /^python (\d+) (\d+) (\d+)$/m.exec(output)?.slice(1).join('.');
  return code === 0 && version !== undefined ? { command, args, version } : undefined;
}

function isRecent({ version }: Python): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 3 && minor >= MIN_MINOR;
}

/** The interpreter that PYTHON names, otherwise the first one that is new enough. */
export async function findPython(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): Promise<Python> {
  const tooOld: string[] = [];
  for (const candidate of candidates(env, platform)) {
    const python = await probe(candidate);
    if (python === undefined) continue;
    if (isRecent(python)) return python;
    tooOld.push(`${candidate.join(' ')} is ${python.version}`);
  }
  const found =
    tooOld.length > 0
      ? tooOld.join(', ')
      : `tried ${candidates(env, platform)
          .map((one) => one.join(' '))
          .join(', ')}`;
  throw new SetupError(`Python 3.${MIN_MINOR} or newer was not found (${found}): install it, or name it in PYTHON`, {
    fault: 'python_missing',
  });
}
