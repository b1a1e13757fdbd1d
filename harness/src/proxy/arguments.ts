/** The command line of `proxy`. */
import type { Command } from 'commander';
import { ArgumentError, integer, portNumber } from '../input/arguments.ts';
import { checkTarget } from './relay/target.ts';
import { addListenOptions, newCommand, parseCommand, refuseArguments } from '../input/command-line.ts';

const AFTER_OPTIONS = `
In a terminal, keys switch rules and cut connections: ? prints them.
Ctrl+C ends the proxy and prints what each rule has done.
Exit status: 0; 2 if the command line or the rule file is invalid, or a port is taken.`;

interface ProxyFlags {
  readonly target?: string;
  readonly rules?: string;
  readonly seed?: string;
  readonly host: string;
  readonly port: string;
  readonly controlPort?: string;
  readonly insecure?: true;
  readonly log?: true;
}

export interface ProxyArguments {
  readonly target: string;
  readonly rules: string | undefined;
  readonly seed: number | undefined;
  readonly host: string;
  readonly port: number;
  readonly controlPort: number | undefined;
  readonly insecure: boolean;
  readonly log: boolean;
}

export function proxyCommandLine(): Command {
  const command = newCommand('eyepiece-harness proxy', 'Faults between any client and any server')
    .option('--target <url>', 'the server: http://, https://, ws:// or wss://, without a path')
    .option('--rules <file>', 'faults to apply (YAML); without it the proxy only passes on')
    .option('--seed <n>', 'instead of the seed in the file; the same seed hits the same messages');
  return addListenOptions(command, '8080')
    .option('--control-port <n>', 'port of the REST interface on 127.0.0.1, 0 for a free one; without it there is none')
    .option('--insecure', 'accept every certificate of the target')
    .option('--log', 'print each connection and message')
    .option('--schema', 'print the JSON Schema of a rule file, and end')
    .addHelpText('after', AFTER_OPTIONS);
}

/** @throws {ArgumentError} naming the option and its limits */
export function proxyArguments(args: readonly string[]): ProxyArguments {
  const command = proxyCommandLine();
  parseCommand(command, args);
  refuseArguments(command);
  const { target, rules, seed, host, port, controlPort, insecure = false, log = false } = command.opts<ProxyFlags>();
  if (target === undefined) throw new ArgumentError('--target is needed: the address of the server');
  checkTarget(target);
  return {
    target,
    rules,
    seed: seed === undefined ? undefined : integer('--seed', seed, 0, 0xffff_ffff),
    host,
    port: portNumber('--port', port),
    controlPort: controlPort === undefined ? undefined : portNumber('--control-port', controlPort),
    insecure,
    log,
  };
}
