import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { venvPython, venvTool } from '@eyepiece/host/python/environment';

export type Need = 'python' | 'clients' | 'chromium' | 'pglite' | 'postgres' | 'proxies' | 'redis' | 's3' | 'ui' | 'manual';
export type StepKind = 'lint' | 'vitest' | 'pytest';

export interface Step {
  readonly name: string;
  readonly kind: StepKind;
  readonly command: string;
  /** Placed after these: where a test step writes its report. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly needs: readonly Need[];
  /** May run beside another step: it uses one core, or mostly waits. */
  readonly shared: boolean;
}

const VITEST_NEEDS: Readonly<Record<string, readonly Need[]>> = {
  'shared-types': [],
  host: ['pglite', 'postgres', 'redis', 's3'],
  ui: [],
  harness: ['python', 'pglite', 'postgres'],
  scripts: ['python', 'pglite', 'postgres', 'ui', 'clients', 'manual'],
  hub: ['python', 'pglite', 'postgres', 'redis', 's3'],
  e2e: ['python', 'chromium', 'postgres', 'proxies', 'ui', 'clients', 'manual'],
};

/**
 * Files at once, for two cores. Vitest by itself leaves one of them alone; tests of the hub and of the browser often wait
 * for processes that they started. Unit tests beside linters have one core.
 */
const WORKERS: Readonly<Record<string, number>> = { 'shared-types': 1, host: 1, client: 1, ui: 1, hub: 3, e2e: 3 };
const USUAL_WORKERS = 2;
/** A browser with its pages needs the whole machine. */
const ALONE = new Set(['e2e']);

/**
 * Every check, in the order in which they start: the long ones first, so that no core idles while the last one runs. One of
 * the first needs Python and the next two do not, because installing its packages uses one core. Steps that have the machine
 * to themselves come last.
 */
export function allSteps(root: string): Step[] {
  const bin = (...path: string[]): string => join(root, 'node_modules', ...path);
  const node = (name: string, script: string, args: string[], cwd = root): Step => ({
    name,
    kind: 'lint',
    command: process.execPath,
    args: [script, ...args],
    cwd,
    needs: [],
    shared: true,
  });
  const python = (name: string, tool: string, args: string[], folder = 'camera-ws'): Step => ({
    name,
    kind: 'lint',
    command: venvTool(root, tool),
    args,
    cwd: join(root, folder),
    needs: ['python'],
    shared: true,
  });
  const pythonClient = join('clients', 'python');
  const vitest = (project: string): Step => ({
    name: `vitest:${project}`,
    kind: 'vitest',
    command: process.execPath,
    args: [
      ...[bin('vitest', 'vitest.mjs'), 'run', '--project', project, `--maxWorkers=${String(WORKERS[project] ?? USUAL_WORKERS)}`],
      ...['--reporter=default', '--reporter=json'],
    ],
    cwd: root,
    needs: VITEST_NEEDS[project] ?? [],
    shared: !ALONE.has(project),
  });
  const projects = [
    '.',
    'shared-types',
    'host',
    'hub',
    'harness',
    'clients/typescript',
    'clients/embed',
    'scripts',
    'ui/e2e',
    'manual',
    'docs/examples/typescript',
  ].filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));
  return [
    {
      name: 'pytest',
      kind: 'pytest',
      command: venvPython(root),
      args: ['-m', 'pytest', '-q', '--numprocesses=2'],
      cwd: join(root, 'camera-ws'),
      needs: ['python'],
      // Most of its tests wait for threads and sockets.
      shared: true,
    },
    node('eslint', bin('eslint', 'bin', 'eslint.js'), ['.', '--max-warnings=0']),
    node('prettier', bin('prettier', 'bin', 'prettier.cjs'), ['--check', '.', '--cache', '--cache-strategy', 'content']),
    vitest('harness'),
    {
      name: 'pytest:client',
      kind: 'pytest',
      command: venvPython(root),
      args: ['-m', 'pytest', '-q'],
      cwd: join(root, pythonClient),
      needs: ['python', 'pglite', 'ui'],
      shared: true,
    },
    // The rules that need types.
    node('oxlint', bin('oxlint', 'bin', 'oxlint'), ['--type-aware', '--deny-warnings', '--threads', '2']),
    python('ruff-format', 'ruff', ['format', '--check', '.', '../docs/examples', '../harness', '../clients/python']),
    python('ruff-check', 'ruff', ['check', '.', '../docs/examples', '../harness', '../clients/python']),
    // TypeScript 7. Each further checker would infer the types of the libraries again.
    ...projects.map((folder) => node(`tsc:${folder}`, bin('typescript-native', 'bin', 'tsc'), ['-p', folder, '--checkers', '1'])),
    node('dependency-cruiser', bin('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'), [
      'clients',
      'host',
      'hub',
      'harness',
      'scripts',
      'shared-types',
      'ui',
      'manual',
    ]),
    python('import-linter', 'lint-imports', []),
    node('documentation', join(root, 'scripts', 'documentation', 'main.ts'), []),
    { ...node('manual', join(root, 'scripts', 'documentation', 'site.ts'), []), needs: ['manual'] },
    node('knip', bin('knip', 'bin', 'knip.js'), []),
    node(
      'svelte-check',
      bin('svelte-check', 'bin', 'svelte-check'),
      ['--tsconfig', './tsconfig.json', '--fail-on-warnings'],
      join(root, 'ui'),
    ),
    python('pyright', 'pyright', []),
    python('pyright:client', 'pyright', [], pythonClient),
    python('mypy', 'mypy', [], pythonClient),
    ...['shared-types', 'host', 'client', 'ui', 'scripts', 'hub', 'e2e'].map(vitest),
  ];
}

/** `vitest:hub` names one step, `vitest` or `lint` all of a kind. */
export function selectSteps(steps: readonly Step[], filters: readonly string[]): Step[] {
  const matches = (step: Step, filter: string): boolean =>
    step.name === filter || step.kind === filter || step.name.startsWith(`${filter}:`);
  const unknown = filters.find((filter) => !steps.some((step) => matches(step, filter)));
  if (unknown !== undefined) throw new Error(`no step is called ${unknown}; there are ${steps.map((step) => step.name).join(', ')}`);
  return filters.length === 0 ? [...steps] : steps.filter((step) => filters.some((filter) => matches(step, filter)));
}
