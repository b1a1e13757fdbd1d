import { join } from 'node:path';
import { SetupError } from '../bootstrap/packages.mjs';
import type { RunningDatabase } from '../database/pglite.ts';
import { findPostgresBin, startPostgres } from '../database/postgres.ts';
import { ensurePythonEnvironment } from '../install/python-environment.ts';
import { ensureUiBuilt } from '../install/ui-build.ts';
import { ensureChromium } from './chromium.ts';
import { canInstallPackages, installDebianPackage } from './debian.ts';
import { ensureProxies } from './proxies.ts';
import type { Need } from './steps.ts';

/** What steps need beside the packages: each is made once, on first use, and remembers why it could not be. */
export class Resources {
  readonly env: NodeJS.ProcessEnv;
  readonly #root: string;
  readonly #made = new Map<Need, Promise<void>>();
  #postgres: RunningDatabase | undefined;

  constructor(root: string, env: NodeJS.ProcessEnv) {
    this.#root = root;
    const { FORCE_COLOR: _colour, ...plain } = env;
    this.env = { ...plain, NO_COLOR: '1', PYRIGHT_PYTHON_IGNORE_WARNINGS: '1', PYTHONPATH: join(root, 'camera-ws', 'src') };
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
        return ensurePythonEnvironment(this.#root, ['requirements.txt', 'requirements-dev.txt']);
      case 'ui':
        return ensureUiBuilt(this.#root);
      case 'chromium':
        this.env['CHROMIUM_PATH'] = await ensureChromium(this.#root);
        return;
      case 'proxies':
        return ensureProxies(this.env);
      case 'postgres':
        return this.#startPostgres();
    }
  }

  async #startPostgres(): Promise<void> {
    if (findPostgresBin() === undefined) {
      if (!canInstallPackages()) {
        throw new SetupError('no PostgreSQL server: install one (Debian: postgresql, macOS: brew install postgresql@17), or set PG_BIN');
      }
      await installDebianPackage('postgresql');
    }
    this.#postgres = await startPostgres();
    this.env['TEST_POSTGRES_URL'] = this.#postgres.url;
  }
}
