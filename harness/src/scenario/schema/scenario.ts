/** The format of a scenario: one schema for files, modules, editors and types. */
import { z } from 'zod';
import { duration } from '../../proxy/rules/units.ts';
import { crowdSchema } from './crowd.ts';
import { expectSchema } from './expect.ts';
import { faultSchema } from './fault.ts';
import { cameraSchema, processSchema, targetSchema } from './target.ts';

/** Name of the process of a hub that the scenario starts. */
export const HUB = 'hub';
const BIN_MIN_MS = 100;
const BINS_MAX = 3600;
/** Of all behaviour: each stays in memory until its time. */
const REPETITIONS_MAX = 200_000;

export const scenarioSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z
      .string()
      .min(1)
      .max(200)
      .refine(isPrintable, 'a name has no control characters')
      .optional()
      .describe('for reports; absent: the name of the file'),
    seed: z.int().min(0).max(0xffff_ffff).default(1).describe('the same seed hits the same messages and chooses the same viewers'),
    duration: duration.describe('of the timeline; it begins when the first viewers join'),
    bin: duration.optional().describe('step of the series (1s)'),
    vars: z
      .record(z.string().regex(/^\w+$/, 'a variable has letters, digits and underscores'), z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .describe('${name} stands for the value in every text; --var name=value replaces it'),
    target: targetSchema,
    cameras: z.array(cameraSchema).max(32).default([]).describe('synthetic cameras of a hub'),
    processes: z.array(processSchema).max(32).default([]),
    crowds: z.array(crowdSchema).min(1).max(32),
    faults: z.array(faultSchema).max(200).default([]),
    expect: z.array(expectSchema).max(200).default([]),
  })
  .superRefine((scenario, context) => {
    for (const [path, message] of mistakes(scenario)) context.addIssue({ code: 'custom', path: [...path], message });
  });

export type ScenarioInput = z.input<typeof scenarioSchema>;
export type Scenario = z.output<typeof scenarioSchema>;
type Mistake = readonly [path: readonly (string | number)[], message: string];

/** For types in a module: `export default defineScenario({ … })`. */
export function defineScenario(scenario: ScenarioInput): ScenarioInput {
  return scenario;
}

export function scenarioJsonSchema(): object {
  return { title: 'Scenario of eyepiece-harness run', ...z.toJSONSchema(scenarioSchema, { io: 'input', reused: 'ref' }) };
}

export function faultName(scenario: Pick<Scenario, 'faults'>, index: number): string {
  return scenario.faults[index]?.name ?? `fault-${index + 1}`;
}

/** Fields that do not fit each other. */
function mistakes(scenario: Scenario): Mistake[] {
  const { duration: end, bin, crowds, faults, cameras, processes, target, expect } = scenario;
  const found: Mistake[] = [];
  const names = {
    crowd: crowds.map(({ name }) => name),
    process: [...processes.map(({ name }) => name), ...(target.start === undefined ? [] : [HUB])],
    fault: faults.map((_, index) => faultName(scenario, index)),
    camera: cameras.map(({ name }) => name),
  };
  const known = (kind: keyof typeof names, name: string | undefined, path: Mistake[0]): void => {
    if (name === undefined || names[kind].includes(name)) return;
    found.push([path, `there is no ${kind} named ${name}; there ${names[kind].length === 0 ? 'is none' : `is ${names[kind].join(', ')}`}`]);
  };
  for (const [kind, list] of [
    ['crowd', 'crowds'],
    ['process', 'processes'],
    ['fault', 'faults'],
    ['camera', 'cameras'],
  ] as const) {
    const second = names[kind].findIndex((name, index) => names[kind].indexOf(name) < index);
    if (second >= 0) found.push([[list, second, 'name'], `there are two ${list} named ${names[kind][second] ?? ''}`]);
  }
  if (end < 100) found.push([['duration'], 'at least 100ms are needed']);
  if (bin !== undefined && (bin < BIN_MIN_MS || end / bin > BINS_MAX)) {
    found.push([['bin'], `a step from ${BIN_MIN_MS}ms is needed, and at most ${BINS_MAX} steps in the duration`]);
  }
  known('process', target.process, ['target', 'process']);
  if (processes.find(({ name }) => name === target.process)?.pid !== undefined) {
    found.push([['target', 'process'], 'the address of a process is known only if the scenario starts it']);
  }
  if (cameras.length > 0 && target.start === undefined && target.cameraToken === undefined) {
    found.push([['cameras'], 'cameras need target.cameraToken, or a hub that is started']);
  }
  let repetitions = 0;
  crowds.forEach((crowd, index) => {
    const at = ['crowds', index] as const;
    if (crowd.url !== undefined && crowd.path !== undefined) found.push([[...at, 'path'], 'url or path is possible, not both']);
    if (crowd.camera !== undefined && crowd.protocol !== 'eyepiece')
      found.push([[...at, 'camera'], 'a camera is for the protocol eyepiece']);
    if (crowd.at + crowd.ramp > end) found.push([[...at, 'ramp'], 'the last viewer joins after the end']);
    crowd.behaviour.forEach((behaviour, place) => {
      if (behaviour.at > end) found.push([[...at, 'behaviour', place, 'at'], 'this is after the end']);
      if ((behaviour.viewers ?? 0) > crowd.viewers)
        found.push([[...at, 'behaviour', place, 'viewers'], `there are only ${crowd.viewers} viewers`]);
      repetitions += (end - behaviour.at) / (behaviour.every ?? Infinity);
      if (repetitions > REPETITIONS_MAX) {
        found.push([[...at, 'behaviour', place, 'every'], `the behaviour of all crowds has more than ${REPETITIONS_MAX} repetitions`]);
      }
    });
  });
  faults.forEach((fault, index) => {
    if (fault.at > end) found.push([['faults', index, 'at'], 'this is after the end']);
    known('process', fault.process, ['faults', index, 'process']);
    const isOurs = fault.process === HUB || processes.find(({ name }) => name === fault.process)?.command !== undefined;
    if (fault.process !== undefined && !isOurs && (fault.do === 'restart' || (fault.do === 'kill' && fault.for !== undefined))) {
      found.push([['faults', index, 'do'], 'only a process with a command can be started again']);
    }
    fault.crowds?.forEach((name, place) => known('crowd', name, ['faults', index, 'crowds', place]));
  });
  expect.forEach((expected, index) => {
    known('crowd', expected.crowd, ['expect', index, 'crowd']);
    known('process', expected.process, ['expect', index, 'process']);
    known('fault', expected.during, ['expect', index, 'during']);
    if ((expected.after ?? 0) >= end) found.push([['expect', index, 'after'], 'this is after the end']);
    const watched = crowds.filter(({ name }) => expected.crowd === undefined || expected.crowd === name);
    const small = watched.find(({ viewers }) => (expected.connected?.min ?? 0) > viewers);
    if (small) found.push([['expect', index, 'connected', 'min'], `the crowd ${small.name} has only ${viewersOf(small.viewers)}`]);
  });
  return found;
}

function isPrintable(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}

function viewersOf(count: number): string {
  return count === 1 ? '1 viewer' : `${count} viewers`;
}
