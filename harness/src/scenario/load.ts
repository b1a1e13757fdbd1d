/** Loads a scenario: YAML, JSON, or a module whose default export is one. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { YamlSource } from '../input/yaml-source.ts';
import { checkScenario, ScenarioError, type CheckedScenario, type ScenarioChoices, type ScenarioOrigin } from './checked-scenario.ts';
import type { ScenarioInput } from './schema/scenario.ts';

const MODULE = /\.[cm]?[jt]s$/;
const FILE_MAX_BYTES = 4 * 1024 * 1024;

/** @throws {ScenarioError} with one line that names the place of the first mistake */
export function loadScenario(file: string, choices: ScenarioChoices = {}): Promise<CheckedScenario> {
  return MODULE.test(file) ? loadModule(file, choices) : loadYaml(file, choices);
}

/** A scenario of a program. @throws {ScenarioError} */
export function scenarioOf(input: ScenarioInput, choices: ScenarioChoices = {}): CheckedScenario {
  return checkScenario(input, withoutLines(null, process.cwd()), choices);
}

async function loadYaml(file: string, choices: ScenarioChoices): Promise<CheckedScenario> {
  const source = new YamlSource(await textOf(file));
  if (source.broken) throw new ScenarioError(`${file}:${source.broken.line}: ${source.broken.message}`);
  if (typeof source.value !== 'object' || source.value === null || Array.isArray(source.value)) {
    throw new ScenarioError(`${file}:1: a mapping is needed, with target, crowds and duration`);
  }
  const origin: ScenarioOrigin = {
    file,
    folder: dirname(resolve(file)),
    line: (path) => source.position(path).line,
    textOf: (path) => source.textOf(path),
  };
  return checkScenario(source.value, origin, choices);
}

async function loadModule(file: string, choices: ScenarioChoices): Promise<CheckedScenario> {
  let loaded: { readonly default?: unknown };
  try {
    loaded = (await import(pathToFileURL(resolve(file)).href)) as typeof loaded;
  } catch (error) {
    throw new ScenarioError(`${file} cannot be loaded: ${(error as Error).message.split('\n')[0] ?? ''}`);
  }
  if (typeof loaded.default !== 'object' || loaded.default === null)
    throw new ScenarioError(`${file}: a default export is needed: a scenario`);
  return checkScenario(loaded.default, withoutLines(file, dirname(resolve(file))), choices);
}

async function textOf(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new ScenarioError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  if (bytes.length > FILE_MAX_BYTES) throw new ScenarioError(`${file}: a scenario has at most ${FILE_MAX_BYTES} bytes`);
  return bytes.toString('utf8');
}

function withoutLines(file: string | null, folder: string): ScenarioOrigin {
  return { file, folder, line: () => undefined, textOf: () => undefined };
}
