/** Every scenario in the documentation is valid. */
import { readdirSync, readFileSync } from 'node:fs';
import MarkdownIt from 'markdown-it';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { scenarioOf } from '../../src/scenario/load.ts';
import type { ScenarioInput } from '../../src/scenario/schema/scenario.ts';

const folder = new URL('../../../docs/harness/', import.meta.url);

const documented = readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) =>
    new MarkdownIt()
      .parse(readFileSync(new URL(name, folder), 'utf8'), {})
      .filter(({ info, content }) => info === 'yaml' && /^target:/m.test(content))
      .map(({ content }) => [name, parse(content) as ScenarioInput] as const),
  );

it('the documentation has scenarios', () => expect(documented.length).toBeGreaterThan(8));

it.each(documented)('%s', (_, scenario) => {
  expect(() => scenarioOf(scenario)).not.toThrow();
});
