/** The command line of `record`. */
import type { Command } from 'commander';
import { ArgumentError, portNumber, sizeBytes, timeMs } from '../../input/arguments.ts';
import { newCommand, refuseArguments } from '../../input/command-line.ts';
import { serverAddress } from '../../input/server-address.ts';
import { checkTarget } from '../../proxy/relay/target.ts';
import { Description, NO_DESCRIPTION } from '../../input/description.ts';

const DAY_MS = 24 * 3_600_000;
const EXAMPLES = `
Examples:
  record --target http://127.0.0.1:3000 --out session.mcap     then open http://127.0.0.1:8080
  record --target ws://127.0.0.1:9000/live --out live.mcap --protocol websocket --duration 30s

Ctrl+C ends the recording. Exit status: 0; 2 if the command line is invalid, or the file or the port cannot be used;
3 if the recording breaks off.`;

export interface RecordArguments {
  readonly out: string;
  /** Without a path. */
  readonly target: string;
  /** Path and query for `client`. */
  readonly path: string;
  readonly host: string;
  readonly port: number;
  readonly insecure: boolean;
  readonly force: boolean;
  readonly keepAuth: boolean;
  readonly pictures: boolean;
  readonly maxBytes: number | undefined;
  readonly durationMs: number | undefined;
  /** A client of the harness that connects through the relay. */
  readonly client: { readonly protocol: string; readonly description: Description } | undefined;
}

interface Flags {
  readonly target?: string;
  readonly out?: string;
  readonly host: string;
  readonly port?: string;
  readonly insecure?: true;
  readonly force?: true;
  readonly keepAuth?: true;
  readonly pictures: boolean;
  readonly maxSize?: string;
  readonly duration?: string;
  readonly protocol?: string;
  readonly protocolOptions?: string;
}

export function recordCommandLine(): Command {
  return newCommand('eyepiece-harness record', 'Records the session of a client and a server into an .mcap file')
    .option('--target <url>', 'the server: http://, https://, ws:// or wss://')
    .option('--out <file>', 'the recording')
    .option('--force', 'overwrite the file')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on, 0 for a free one (default 8080; with --protocol a free one)')
    .option('--insecure', 'accept every certificate of the target')
    .optionsGroup('Limits:')
    .option('--duration <time>', 'end after this time: 90s, 10m')
    .option('--max-size <size>', 'end before the file is larger: 500mb, 2gb')
    .optionsGroup('Content:')
    .option('--keep-auth', 'record the auth payloads of Socket.IO clients, which are secrets')
    .option('--no-pictures', 'do not record JPEGs a second time for Foxglove')
    .optionsGroup('Instead of a client of yours:')
    .option('--protocol <name>', 'connect a client of this protocol: socket.io, websocket, mjpeg, or a file: ./mine.ts')
    .option('--protocol-options <file>', 'description of the server in YAML or JSON')
    .addHelpText('after', EXAMPLES);
}

/** @throws {ArgumentError} naming the option and its limits */
export function recordArguments(command: Command): RecordArguments {
  refuseArguments(command);
  const flags = command.opts<Flags>();
  const { target, out, protocol, port = protocol === undefined ? '8080' : '0' } = flags;
  if (target === undefined) throw new ArgumentError('--target is needed: the address of the server');
  if (out === undefined) throw new ArgumentError('--out is needed: the file for the recording');
  if (protocol === 'eyepiece') throw new ArgumentError('--protocol eyepiece: watch the hub with crowd or a browser through the relay');
  if (protocol === undefined && flags.protocolOptions !== undefined) throw new ArgumentError('--protocol-options needs --protocol');
  const description = flags.protocolOptions === undefined ? NO_DESCRIPTION : Description.read(flags.protocolOptions);
  return {
    out,
    ...(protocol === undefined ? withoutPath(target) : addressOf(target)),
    host: flags.host,
    port: portNumber('--port', port),
    insecure: flags.insecure ?? false,
    force: flags.force ?? false,
    keepAuth: flags.keepAuth ?? false,
    pictures: flags.pictures,
    maxBytes: flags.maxSize === undefined ? undefined : sizeBytes('--max-size', flags.maxSize, 100e3, 1e15),
    durationMs: flags.duration === undefined ? undefined : timeMs('--duration', flags.duration, 1, DAY_MS),
    client: protocol === undefined ? undefined : { protocol, description },
  };
}

function withoutPath(target: string): { target: string; path: string } {
  checkTarget(target);
  return { target, path: '/' };
}

function addressOf(text: string): { target: string; path: string } {
  const url = serverAddress('--target', text, ['http:', 'https:', 'ws:', 'wss:']);
  return { target: `${url.protocol}//${url.host}`, path: `${url.pathname}${url.search}` };
}
