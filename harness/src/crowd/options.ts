/** The options of `crowd`, with their help texts. */
import type { Command } from 'commander';
import { newCommand } from '../input/command-line.ts';
import { PROTOCOL_NAMES } from '../protocols/protocols.ts';

const EXAMPLES = `
Examples:
  crowd --token T --viewers 100 --slow 1@1mbit
  crowd --protocol socket.io --url http://127.0.0.1:3000 --event frame --seq 0.seq --time 0.t --viewers 100
  crowd --protocol websocket --url ws://127.0.0.1:8080/live --seq u32be@0 --min-frames 0.99
  crowd --protocol mjpeg --url http://127.0.0.1:8080/?action=stream --time X-Timestamp --max-gap 500

Exit status: 0; 1 if a limit is missed; 2 if the command line is invalid; 3 if the server cannot be watched;
130 if interrupted.`;

export interface CrowdFlags {
  readonly protocol: string;
  readonly protocolOptions?: string;
  readonly url?: string;
  readonly email?: string;
  readonly password?: string;
  readonly token?: string;
  readonly camera?: string;
  readonly viewers: string;
  readonly duration: string;
  readonly warmUp: string;
  readonly slow?: string;
  readonly rtt?: string;
  readonly json?: string;
  readonly maxAgeP95?: string;
  readonly minFrames?: string;
  readonly minFps?: string;
  readonly maxGap?: string;
  readonly maxRepeated?: string;
  readonly maxLate?: string;
  readonly maxReconnects?: string;
}

/** Flags that become fields of the description of a protocol. */
export const DESCRIPTION_FLAGS = [
  ['--video <codec>', 'video', 'eyepiece: video too, if the hub chooses it: h264'],
  ['--event <name>', 'event', 'socket.io: event that carries frames (default "frame")'],
  ['--messages <kind>', 'messages', 'websocket: binary or json (default "binary")'],
  ['--where <path=value>', 'where', 'websocket: which JSON messages are frames: type=frame'],
  ['--seq <place>', 'seq', 'where the sequence number is: 0.seq, u32be@4, X-Sequence'],
  ['--numbering <kind>', 'numbering', 'server (default): all viewers get the same numbers; connection: each has its own'],
  ['--time <place>', 'time', 'where the capture time is'],
  ['--time-unit <unit>', 'timeUnit', 's, ms, us or iso'],
  ['--ack <template>', 'acknowledge', 'socket.io: none, callback or an event; websocket: a message with {seq}'],
  ['--namespace <name>', 'namespace', 'socket.io: namespace'],
  ['--path <path>', 'path', 'socket.io: path of the server (default "/socket.io")'],
  ['--auth <json>', 'auth', 'socket.io: what the client sends as auth'],
  ['--subprotocol <name>', 'subprotocol', 'websocket: subprotocol'],
  ['--query <name=value...>', 'query', 'query of the address'],
  ['--header <header...>', 'headers', 'header of the request: "Authorization: Bearer T"'],
  ['--send <message...>', 'send', 'sent after joining; socket.io: \'join ["room-1"]\''],
] as const;

export function crowdCommandLine(): Command {
  const command = newCommand('eyepiece-harness crowd', 'Many viewers of one stream, and what they see');
  command
    .option('--protocol <name>', `${PROTOCOL_NAMES.join(', ')}, or a file with your own: ./mine.ts`, 'eyepiece')
    .option('--protocol-options <file>', 'description of the server in YAML or JSON')
    .option('--url <url>', 'address of the server (default for eyepiece: http://127.0.0.1:3000)')
    .optionsGroup('Crowd:')
    .option('--viewers <n>', 'viewers in all, 1 to 5000', '10')
    .option('--duration <time>', 'of the measurement: 10 (seconds), 10s or 2m', '10')
    .option('--warm-up <time>', 'between the first frames and the measurement', '3')
    .option('--slow <n@rate>', 'n of the viewers have a slow link: 2@500kbit, 1@1mbit')
    .option('--rtt <time>', 'round trip added for every viewer: 100ms, 0.2s')
    .option('--json <file>', 'also write the report there, - for standard output')
    .optionsGroup('Limits, for each kind of viewer:')
    .option('--max-age-p95 <ms>', 'age of frames on arrival')
    .option('--min-frames <share>', 'share of the published frames for each viewer that is not slow, 0 to 1')
    .option('--min-fps <rate>', 'average frames per second of a viewer that is not slow')
    .option('--max-gap <ms>', 'longest time that a viewer has no frame')
    .option('--max-repeated <n>', 'frames that arrive again')
    .option('--max-late <n>', 'frames that arrive after a newer one')
    .option('--max-reconnects <n>', 'connections made again')
    .optionsGroup('Description of a server, instead of --protocol-options or over it:');
  for (const [flag, , about] of DESCRIPTION_FLAGS) command.option(flag, about);
  command
    .optionsGroup('Eyepiece:')
    .option('--email <address>', 'account to sign in with, and --password or EYEPIECE_PASSWORD')
    .option('--password <password>', 'password of the account')
    .option('--token <token>', 'instead of signing in; or EYEPIECE_TOKEN')
    .option('--camera <id>', 'camera to watch; may be left out when there is only one')
    .addHelpText('after', EXAMPLES);
  return command;
}
