import { expect, it } from 'vitest';
import { ArgumentError } from './arguments.ts';
import { newCommand, parseCommand } from './command-line.ts';

function parsed(...args: readonly string[]): Record<string, unknown> {
  const command = newCommand('test', 'a command')
    .option('--json <file>', 'a file')
    .option('--seed <n>', 'a number')
    .option('--var <name=value...>', 'values')
    .option('--quiet', 'a switch')
    .option('--no-pictures', 'a switch that is on');
  parseCommand(command, args);
  return command.opts();
}

it.each([
  [['--seed', '1', '--seed', '2'], '--seed 2: the option is there twice'],
  [['--seed=1', '--json', 'a', '--seed=2'], '--seed 2: the option is there twice'],
  [['--json', '--quiet'], '--json: a value is needed before --quiet'],
  [['--json', '--no-pictures'], '--json: a value is needed before --no-pictures'],
  [['--json', ''], '--json: the value is empty'],
  [['--json='], '--json: the value is empty'],
])('refuses %j', (args, message) => {
  expect(() => parsed(...args)).toThrow(new ArgumentError(message));
});

it.each([
  [['--json', '-', '--quiet', '--quiet'], { json: '-', quiet: true }],
  [['--seed', '-1'], { seed: '-1' }],
  [['--json', 'a=--seed', '--seed=1=2'], { json: 'a=--seed', seed: '1=2' }],
  [['--var', 'a=1', 'b=2', '--var', 'c=3'], { var: ['a=1', 'b=2', 'c=3'] }],
  [['--no-pictures'], { pictures: false }],
])('takes %j', (args, options) => {
  expect(parsed(...args)).toMatchObject(options);
});
