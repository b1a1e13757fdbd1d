/** The command line of `proxy`. */
import type { ParseArgsConfig } from 'node:util';
import { ArgumentError, integer, readArguments } from '../arguments.ts';

export const PROXY_HELP = `eyepiece-harness proxy --target URL [options]: a proxy that applies faults

  --target URL          the server: http://, https://, ws:// or wss://, without a path
  --rules FILE          faults to apply (YAML); without it the proxy only passes on
  --seed N              instead of the seed in the file; the same seed hits the same messages
  --host H              address to listen on                                  (127.0.0.1)
  --port N              port to listen on, 0 for a free one                   (8080)
  --control-port N      port of the REST interface on 127.0.0.1, 0 for a free one; without it there is none
  --insecure            accept every certificate of the target
  --log                 print each connection and message
  --schema              print the JSON Schema of a rule file, and end

In a terminal, keys switch rules and cut connections: ? prints them.
Ctrl+C ends the proxy and prints what each rule has done.
Exit status: 0; 2 if the command line or the rule file is invalid, or a port is taken.`;

const OPTIONS = {
  target: { type: 'string' },
  rules: { type: 'string' },
  seed: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '8080' },
  'control-port': { type: 'string' },
  insecure: { type: 'boolean', default: false },
  log: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

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

/** @throws {ArgumentError} naming the option and its limits */
export function proxyArguments(args: readonly string[]): ProxyArguments {
  const values = readArguments({ args: [...args], options: OPTIONS }).values;
  if (values.target === undefined) throw new ArgumentError('--target is needed: the address of the server');
  return {
    target: values.target,
    rules: values.rules,
    seed: values.seed === undefined ? undefined : integer('--seed', values.seed, 0, 0xffff_ffff),
    host: values.host,
    port: integer('--port', values.port, 0, 65_535),
    controlPort: values['control-port'] === undefined ? undefined : integer('--control-port', values['control-port'], 0, 65_535),
    insecure: values.insecure,
    log: values.log,
  };
}
