/** `inspect`: what is in a recording. */
import { newCommand, type HarnessCommand } from '../../input/command-line.ts';
import { readRecording } from '../file/reader.ts';
import { EXIT, onlyFile, runCommand } from '../run.ts';
import { inspect } from './inspection.ts';
import { inspectionText } from './table.ts';

const STATUS = `
Exit status: 0; 2 if the command line is invalid, or the file is no recording, damaged or cut off.`;

export const inspectCommand: HarnessCommand['run'] = (args, { output }) => {
  const command = newCommand('eyepiece-harness inspect', 'What is in a recording: connections, events, rates, gaps, ages')
    .argument('[file]', 'the recording')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', STATUS);
  return runCommand(command, args, output, async (positional) => {
    const file = onlyFile(positional, 'inspect');
    const inspection = await inspect(await readRecording(file));
    output.out(command.opts<{ json?: true }>().json ? JSON.stringify(inspection, null, 2) : inspectionText(inspection));
    if (!inspection.isCutOff) return EXIT.done;
    output.error(`${file}: the recording is cut off; the figures are those of the part that can be read`);
    return EXIT.wrongInput;
  });
};
