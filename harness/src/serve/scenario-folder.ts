/** The scenario files of one folder. Files outside it are never read, also not through a link. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '../input/json-requests.ts';
import { ScenarioError, type CheckedScenario, type ScenarioChoices } from '../scenario/checked-scenario.ts';
import { loadScenario } from '../scenario/load.ts';

const SCENARIO = /\.ya?ml$/i;
const FILES_MAX = 500;
const FILE_MAX_BYTES = 1024 * 1024;

export interface ScenarioEntry {
  readonly file: string;
  /** One line with file, line and field; null: the scenario is valid. */
  readonly problem: string | null;
  /** null: the file is invalid. */
  readonly scenario: {
    readonly name: string;
    readonly durationMs: number;
    readonly seed: number;
    readonly vars: Readonly<Record<string, string>>;
    readonly crowds: readonly { readonly name: string; readonly viewers: number; readonly protocol: string }[];
    readonly faults: number;
    readonly expectations: number;
  } | null;
}

export class ScenarioFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(): Promise<ScenarioEntry[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && SCENARIO.test(entry.name)).map(({ name }) => name);
    files.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const list: ScenarioEntry[] = [];
    for (const file of files.slice(0, FILES_MAX)) list.push(await this.#entry(file));
    return list;
  }

  /** @throws {RequestError} */
  async text(file: string): Promise<string> {
    return readFile(await this.#path(file), 'utf8');
  }

  /** @throws {RequestError} with one line that names the place of the first mistake */
  async load(file: string, choices: ScenarioChoices = {}): Promise<CheckedScenario> {
    const path = await this.#path(file);
    try {
      const scenario = await loadScenario(path, choices);
      return { ...scenario, origin: { ...scenario.origin, file } };
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      throw new RequestError(400, error.message.replaceAll(path, file).replace(/^--var (\w+):/, 'vars.$1:'));
    }
  }

  async #entry(file: string): Promise<ScenarioEntry> {
    try {
      const { name, spec, vars } = await this.load(file);
      const crowds = spec.crowds.map(({ name: crowd, viewers, protocol }) => ({ name: crowd, viewers, protocol }));
      const counts = { faults: spec.faults.length, expectations: spec.expect.length };
      return { file, problem: null, scenario: { name, durationMs: spec.duration, seed: spec.seed, vars, crowds, ...counts } };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return { file, problem: error.message, scenario: null };
    }
  }

  async #path(file: string): Promise<string> {
    if (/[/\\\0]/.test(file) || !SCENARIO.test(file))
      throw new RequestError(400, `file: ${JSON.stringify(file)} is not a name of a *.yaml file`);
    const path = join(this.#folder, file);
    const status = await lstat(path).catch(() => undefined);
    if (status?.isFile() !== true) throw new RequestError(404, `file: there is no file ${file} in the folder`);
    if (status.size > FILE_MAX_BYTES) throw new RequestError(400, `${file}: the page shows files of at most ${FILE_MAX_BYTES} bytes`);
    return path;
  }
}
