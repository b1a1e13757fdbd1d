/** `npm run crowd`: the only file of the command line that uses `process`. */
import { CROWD_HELP } from './crowd/arguments.ts';
import { crowdCommand, EXIT } from './crowd/command.ts';

const [command, ...args] = process.argv.slice(2);
const output = {
  out: (text: string): void => void process.stdout.write(`${text}\n`),
  error: (text: string): void => void process.stderr.write(`${text}\n`),
};

if (command === 'crowd') process.exitCode = await crowdCommand(args, process.env, output);
else if (command === '--help') output.out(CROWD_HELP);
else {
  output.error(`${command === undefined ? 'A command is needed' : `There is no command ${command}`}: crowd; more with --help`);
  process.exitCode = EXIT.wrongArguments;
}
