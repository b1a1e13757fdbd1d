/** The command line of `replay`. */
import type { Command } from 'commander';
import { ArgumentError, number, portNumber, timeMs } from '../../input/arguments.ts';
import { newCommand } from '../../input/command-line.ts';
import { oneLine } from '../../input/one-line.ts';
import { serverAddress } from '../../input/server-address.ts';
import { headerProblem } from '../../protocols/request-options.ts';

const EXAMPLES = `
Examples:
  replay session.mcap --as server --port 8080                              then open http://127.0.0.1:8080
  replay session.mcap --as client --target http://127.0.0.1:3000 --auth '{"token":"T"}'
As a camera: eyepiece-harness camera --recording session.mcap

Exit status: 0; 1 if the server under test answers differently; 2 if the command line is invalid, or the file or the
port cannot be used.`;

export interface ReplayArguments {
  readonly speed: number;
  readonly as:
    | { readonly role: 'server'; readonly host: string; readonly port: number; readonly loop: boolean; readonly patienceMs: number }
    | {
        readonly role: 'client';
        readonly target: string;
        readonly auth: object | undefined;
        readonly headers: Readonly<Record<string, string>>;
        readonly waitMs: number;
      };
}

interface Flags {
  readonly as?: string;
  readonly speed: string;
  readonly host?: string;
  readonly port?: string;
  readonly loop?: true;
  readonly patience?: string;
  readonly target?: string;
  readonly auth?: string;
  readonly header?: string[];
  readonly wait?: string;
}

export function replayCommandLine(): Command {
  return newCommand('eyepiece-harness replay', 'Plays one side of a recording to the other')
    .argument('[file]', 'the recording')
    .option('--as <role>', 'server: for a client under test; client: against a server under test')
    .option('--speed <n>', 'times as fast, 0.01 to 100', '1')
    .optionsGroup('As a server:')
    .option('--host <address>', 'address to listen on (default 127.0.0.1)')
    .option('--port <n>', 'port to listen on, 0 for a free one (default 8080)')
    .option('--loop', 'repeat the messages of each connection')
    .option('--patience <time>', 'how long a message of the client is waited for (default 5s)')
    .optionsGroup('As a client:')
    .option('--target <url>', 'the server under test, without a path')
    .option('--auth <json>', 'auth payload of Socket.IO, instead of the recorded one')
    .option('--header <header...>', 'header of the handshakes: "Authorization: Bearer T"')
    .option('--wait <time>', 'how long answers are waited for at the end (default 5s)')
    .addHelpText('after', EXAMPLES);
}

/** @throws {ArgumentError} naming the option and its limits */
export function replayArguments(command: Command): ReplayArguments {
  const flags = command.opts<Flags>();
  const speed = number('--speed', flags.speed, 0.01, 100);
  const { host, port, loop, patience, target, auth, header, wait } = flags;
  switch (flags.as) {
    case 'server':
      refuse({ target, auth, header, wait }, 'client');
      return {
        speed,
        as: {
          role: 'server',
          host: host ?? '127.0.0.1',
          port: portNumber('--port', port ?? '8080'),
          loop: loop ?? false,
          patienceMs: timeMs('--patience', patience ?? '5s', 0, 3_600_000),
        },
      };
    case 'client':
      refuse({ host, port, loop, patience }, 'server');
      return {
        speed,
        as: {
          role: 'client',
          target: address(target),
          auth: auth === undefined ? undefined : jsonObject(auth),
          headers: Object.fromEntries((header ?? []).map(pair)),
          waitMs: timeMs('--wait', wait ?? '5s', 0, 3_600_000),
        },
      };
    default:
      throw new ArgumentError(flags.as === undefined ? '--as is needed: server or client' : `--as ${flags.as}: server or client is needed`);
  }
}

function refuse(options: Readonly<Record<string, unknown>>, role: string): void {
  const [wrong] = Object.entries(options).find(([, value]) => value !== undefined) ?? [];
  if (wrong !== undefined) throw new ArgumentError(`--${wrong} is for --as ${role}`);
}

function address(text: string | undefined): string {
  if (text === undefined) throw new ArgumentError('--target is needed: the address of the server under test');
  const url = serverAddress('--target', text, ['http:', 'https:', 'ws:', 'wss:']);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new ArgumentError(`--target ${text}: an address without a path is needed, as in http://127.0.0.1:3000`);
  }
  return `${url.protocol}//${url.host}`;
}

function jsonObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // The message below covers it.
  }
  throw new ArgumentError(`--auth ${text}: a JSON object is needed, as in {"token":"T"}`);
}

function pair(text: string): [string, string] {
  const at = text.indexOf(':');
  if (at < 1) throw new ArgumentError(`--header ${text}: a name, : and a value are needed`);
  const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  const problem = headerProblem(name, value);
  if (problem !== undefined) throw new ArgumentError(`--header ${oneLine(name)}: ${problem}`);
  return [name, value];
}
