/** Loads a scenario: YAML, JSON, or a module whose default export is one. */
import { dirname, resolve } from 'node:path';
import { YamlSource } from '../input/yaml-source.ts';
import { FileProblem, readTextFile } from '../input/text-file.ts';
import { defaultExport, firstLine } from '../input/user-module.ts';
import { checkScenario, ScenarioError, type CheckedScenario, type ScenarioChoices, type ScenarioOrigin } from './checked-scenario.ts';
import type { ScenarioInput } from './schema/scenario.ts';

const MODULE = /\.[cm]?[jt]s$/;
/** The parser of YAML takes a hundred times as much memory for a moment. */
const FILE_MAX_BYTES = 1024 * 1024;

/** @throws {ScenarioError} with one line that names the place of the first mistake */
export async function loadScenario(file: string, choices: ScenarioChoices = {}): Promise<CheckedScenario> {
  return MODULE.test(file) ? loadModule(file, choices) : loadYaml(file, choices);
}

/** A scenario of a program. @throws {ScenarioError} */
export function scenarioOf(input: ScenarioInput, choices: ScenarioChoices = {}): CheckedScenario {
  return checkScenario(input, withoutLines(null, process.cwd()), choices);
}

function loadYaml(file: string, choices: ScenarioChoices): CheckedScenario {
  const source = new YamlSource(fromFile(() => readTextFile(file, FILE_MAX_BYTES)));
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
  const scenario = await defaultExport(file).catch(asMistake);
  if (typeof scenario !== 'object' || scenario === null) throw new ScenarioError(`${file}: a default export is needed: a scenario`);
  try {
    return checkScenario(scenario, withoutLines(file, dirname(resolve(file))), choices);
  } catch (error) {
    // Properties of a module may be code.
    throw error instanceof ScenarioError ? error : new ScenarioError(`${file}: ${firstLine(error)}`);
  }
}

/** @throws {ScenarioError} if the file cannot be read */
function fromFile<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    return asMistake(error);
  }
}

function asMistake(error: unknown): never {
  throw error instanceof FileProblem ? new ScenarioError(error.message) : error;
}

function withoutLines(file: string | null, folder: string): ScenarioOrigin {
  return { file, folder, line: () => undefined, textOf: () => undefined };
}
