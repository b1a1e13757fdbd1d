/** The commands of the harness: the only file of their command lines that uses `process`. */
import { CROWD_HELP } from './crowd/arguments.ts';
import { crowdCommand, EXIT } from './crowd/command.ts';
import { PROXY_HELP } from './proxy/arguments.ts';
import { proxyCommand } from './proxy/command.ts';

const [command, ...args] = process.argv.slice(2);
const output = {
  out: (text: string): void => void process.stdout.write(`${text}\n`),
  error: (text: string): void => void process.stderr.write(`${text}\n`),
};

if (command === 'crowd') process.exitCode = await crowdCommand(args, process.env, output);
else if (command === 'proxy')
  process.exitCode = await proxyCommand(args, output, { ended: interrupted(), keys: process.stdin.isTTY ? process.stdin : undefined });
else if (command === '--help') output.out(`${CROWD_HELP}\n\n${PROXY_HELP}`);
else {
  output.error(`${command === undefined ? 'A command is needed' : `There is no command ${command}`}: crowd, proxy; more with --help`);
  process.exitCode = EXIT.wrongArguments;
}

/** Aborted by Ctrl+C and by SIGTERM. */
function interrupted(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());
  return interruption.signal;
}
