/** `eyepiece-harness proxy`: starts a proxy with the rules of a file. At the end it prints the counts of each rule. */
import { once } from 'node:events';
import { ArgumentError } from '../input/arguments.ts';
import { helpOf } from '../input/command-line.ts';
import { namedListening } from '../input/listening-problem.ts';
import { FileProblem, readTextFile } from '../input/text-file.ts';
import { proxyArguments, proxyCommandLine, type ProxyArguments } from './arguments.ts';
import { ControlServer } from './control/control-server.ts';
import { KEYS_HELP, readKeys, type KeySource } from './control/keyboard.ts';
import { FaultProxy } from './fault-proxy.ts';
import { countsTable, logTap } from './report.ts';
import { RuleError } from './rules/rule-book.ts';
import { readRuleFile, RuleFileError } from './rules/rule-file.ts';
import { ruleFileJsonSchema, type RuleFileInput } from './rules/schema.ts';

const RULES_MAX_BYTES = 1024 * 1024;
const EXIT = { ended: 0, wrongInput: 2 } as const;

export interface ProxyOutput {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

export interface ProxySurroundings {
  /** Ends the proxy when it is aborted. */
  readonly ended: AbortSignal;
  /** Standard input, if it is a terminal. */
  readonly keys?: KeySource | undefined;
}

/** @returns the exit code */
export async function proxyCommand(args: readonly string[], output: ProxyOutput, surroundings: ProxySurroundings): Promise<number> {
  if (args.includes('--help') || args.includes('--schema')) {
    output.out(args.includes('--help') ? helpOf(proxyCommandLine()) : JSON.stringify(ruleFileJsonSchema(), null, 2));
    return EXIT.ended;
  }
  try {
    await run(proxyArguments(args), output, surroundings);
    return EXIT.ended;
  } catch (problem) {
    if (!isWrongInput(problem)) throw problem;
    output.error(problem.message);
    return EXIT.wrongInput;
  }
}

async function run(options: ProxyArguments, output: ProxyOutput, { ended, keys }: ProxySurroundings): Promise<void> {
  const proxy = await start(options, output);
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  const counts = (): string => countsTable(proxy.counts());
  let control: ControlServer | undefined;
  let releaseKeys: (() => void) | undefined;
  try {
    if (options.controlPort !== undefined) {
      const { controlPort: port } = options;
      const listening = { host: '127.0.0.1', port, option: '--control-port' };
      control = await namedListening(() => ControlServer.start(proxy, port, stop), listening);
    }
    output.out(`${proxy.url} passes on to ${options.target} with ${proxy.counts().length} rules, seed ${proxy.rules.seed}`);
    if (control) output.out(`REST on ${control.url}`);
    if (keys) {
      releaseKeys = readKeys({ proxy, keys, out: output.out, counts, stop });
      output.out(KEYS_HELP);
    }
    const end = AbortSignal.any([ended, stopped.signal]);
    if (!end.aborted) await once(end, 'abort');
    output.out(counts());
  } finally {
    releaseKeys?.();
    await control?.close();
    await proxy.close();
  }
}

async function start({ target, rules, seed, host, port, insecure, log }: ProxyArguments, output: ProxyOutput): Promise<FaultProxy> {
  const file: RuleFileInput = rules === undefined ? { rules: [] } : readRuleFile(readTextFile(rules, RULES_MAX_BYTES), rules);
  const starting = (): Promise<FaultProxy> =>
    FaultProxy.start({
      target,
      rules: file.rules,
      seed: seed ?? file.seed ?? 1,
      host,
      port,
      insecure,
      tap: log ? logTap(output.out, output.error) : { problem: output.error },
    });
  const proxy = await namedListening(starting, { host, port });
  return proxy;
}

function isWrongInput(problem: unknown): problem is Error {
  const isOurs = [ArgumentError, RuleError, RuleFileError, FileProblem, RangeError].some((kind) => problem instanceof kind);
  return isOurs || (problem instanceof Error && 'syscall' in problem);
}
