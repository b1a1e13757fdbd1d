import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const source = fileURLToPath(new URL('..', import.meta.url));
const tokens = readFileSync(`${source}/styles/tokens.css`, 'utf8');
const declared = (css: string): string[] => Array.from(css.matchAll(/(?<![\w-])(--[\w-]+):/g), ([, name = '']) => name);
const [dark = '', , light = ''] = tokens.split('\n}\n');

it('has each colour in both themes', () => {
  const inBoth = (name: string): boolean => name !== '--on-person';
  expect(declared(light).toSorted()).toEqual(declared(dark).filter(inBoth).toSorted());
});

/** Such a declaration hides the colour inside the component, or refers to itself and is then invalid. */
it('no component declares a property with the name of a colour', () => {
  const colours = new Set(declared(dark));
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.svelte'));
  expect(files.length).toBeGreaterThan(100);
  const clashes = files.flatMap((name) =>
    declared(readFileSync(`${source}/${name}`, 'utf8'))
      .filter((property) => colours.has(property))
      .map((property) => `${name}: ${property}`),
  );
  expect(clashes).toEqual([]);
});
