import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { allSteps, selectSteps } from './steps.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const steps = allSteps(root);
const names = (filters: string[]): string[] => selectSteps(steps, filters).map((step) => step.name);

describe('selectSteps', () => {
  it('takes one step, a group or a kind, in their order', () => {
    expect(names([])).toHaveLength(steps.length);
    expect(names(['vitest:hub', 'prettier'])).toEqual(['prettier', 'vitest:hub']);
    expect(names(['vitest'])).toContain('vitest:e2e');
    expect(names(['tsc'])).toContain('tsc:hub');
    expect(names(['lint'])).toContain('eslint');
    expect(names(['lint'])).not.toContain('pytest');
  });

  it('refuses a step that there is not, and names those there are', () => {
    expect(() => names(['vitest:hbu'])).toThrow('no step is called vitest:hbu; there are pytest, eslint, prettier, vitest:harness,');
  });
});

it('names scripts that exist', () => {
  const scripts = steps.filter((step) => step.command === process.execPath).map((step) => step.args[0] ?? '');
  expect(scripts.length).toBeGreaterThan(10);
  expect(scripts.filter((script) => !existsSync(script))).toEqual([]);
});
