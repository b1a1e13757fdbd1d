import { join } from 'node:path';
import { showStep } from '../bootstrap/progress.mjs';
import { SetupError } from '@eyepiece/host/setup-error';
import type { RunningDatabase } from '@eyepiece/host/database/pglite';
import { ensurePgliteTemplate, pgliteVersion } from '@eyepiece/host/database/pglite-template';
import { findPostgresBin, startPostgres } from '@eyepiece/host/database/postgres';
import { ensurePythonEnvironment } from '@eyepiece/host/python/environment';
import { ensureManualBuilt } from '@eyepiece/host/build/manual-build';
import { ensureUiBuilt } from '@eyepiece/host/build/ui-build';
import { ensureClients } from '../clients/ensure-clients.ts';
import { CLIENT_BUILDS } from '../clients/packages.ts';
import { ensureChromium } from '@eyepiece/host/programs/chromium';
import { lastLines, runCommand } from '@eyepiece/host/processes/run-command';
import { canInstallPackages, installDebianPackage } from '@eyepiece/host/programs/debian';
import { ensureProxies } from '@eyepiece/host/programs/proxies';
import { ensureRedis } from '@eyepiece/host/programs/redis';
import { ensureS3Server } from '@eyepiece/host/programs/s3';
import type { Need } from './steps.ts';

/** Test files that run at once share the server, and each has several hubs. */
const MAX_CONNECTIONS = 300;
/** To create and migrate a database, on a busy machine. */
const TEMPLATE_MS = 300_000;

/** What steps need beside the packages: each is made once, on first use, and remembers why it could not be. */
export class Resources {
  readonly env: NodeJS.ProcessEnv;
  readonly #root: string;
  readonly #made = new Map<Need, Promise<void>>();
  #postgres: RunningDatabase | undefined;

  constructor(root: string, env: NodeJS.ProcessEnv) {
    this.#root = root;
    // Without bytecode files, each start of a camera service would compile its sources.
    const { FORCE_COLOR: _colour, PYTHONDONTWRITEBYTECODE: _bytecode, ...plain } = env;
    this.env = {
      ...plain,
      // Node keeps compiled modules there: checks and tests start hundreds of processes that load the same ones.
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'),
      // Else TypeScript sees each Svelte file change when it is linted, and infers all types again.
      SVELTE_ESLINT_PARSER_EXPERIMENTAL_TS_SYS_HOOK: '1',
      NO_COLOR: '1',
      PYRIGHT_PYTHON_IGNORE_WARNINGS: '1',
      PYTHONPATH: join(root, 'camera-ws', 'src'),
    };
  }

  /** Rejects with a SetupError that says what is missing and how to get it. */
  async provide(needs: readonly Need[]): Promise<void> {
    for (const need of needs) {
      if (!this.#made.has(need)) this.#made.set(need, this.#make(need));
      await this.#made.get(need);
    }
  }

  async close(): Promise<void> {
    await this.#postgres?.close();
  }

  async #make(need: Need): Promise<void> {
    switch (need) {
      case 'python':
        return ensurePythonEnvironment(this.#root, ['requirements.txt', 'requirements-dev.txt'], showStep);
      case 'ui':
        return ensureUiBuilt(this.#root, showStep);
      case 'clients':
        return this.#buildClients();
      case 'manual':
        return ensureManualBuilt(this.#root, showStep);
      case 'chromium':
        return ensureChromium(this.#root, showStep);
      case 'proxies':
        return ensureProxies(this.env, showStep);
      case 'redis':
        return ensureRedis(this.env, showStep);
      case 's3':
        return ensureS3Server(this.#root, this.env, showStep);
      case 'pglite':
        return this.#makeTemplate();
      case 'postgres':
        return this.#startPostgres();
    }
  }

  async #buildClients(): Promise<void> {
    // One of them is built by the Python environment.
    await this.provide(['python']);
    const [failed] = await ensureClients(this.#root, join(this.#root, 'clients', 'dist'), CLIENT_BUILDS, showStep);
    if (failed) throw new SetupError(`the ${failed.title} could not be built: ${failed.reason}`);
  }

  async #makeTemplate(): Promise<void> {
    const folder = join(this.#root, 'node_modules', '.cache', 'eyepiece', `pglite-new-${pgliteVersion()}`);
    this.env['PGLITE_TEMPLATE'] = await ensurePgliteTemplate(folder);
    this.env['PGLITE_HUB_TEMPLATE'] = await this.#migrated('pglite');
  }

  /** Makes a template with the schema of the hub. */
  async #migrated(kind: 'pglite' | 'postgres'): Promise<string> {
    const program = join(this.#root, 'hub', 'test', 'persistence', 'make-template.ts');
    const args = ['--disable-warning=ExperimentalWarning', program, kind];
    const { code, output } = await runCommand(process.execPath, args, { env: this.env, timeoutMs: TEMPLATE_MS });
    if (code !== 0) throw new SetupError(`the database for tests of ${kind} could not be made: ${lastLines(output, 5)}`);
    return lastLines(output, 1);
  }

  async #startPostgres(): Promise<void> {
    if (findPostgresBin() === undefined) {
      if (!canInstallPackages()) {
        throw new SetupError('no PostgreSQL server: install one (Debian: postgresql, macOS: brew install postgresql@17), or set PG_BIN');
      }
      await installDebianPackage('postgresql', showStep);
    }
    this.#postgres = await startPostgres({ max_connections: String(MAX_CONNECTIONS) });
    this.env['TEST_POSTGRES_URL'] = this.#postgres.url;
    this.env['TEST_POSTGRES_TEMPLATE'] = await this.#migrated('postgres');
  }
}
