import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/** Modules that make JSON schemas out of schemas: a fifth of zod. The hub uses them for its OpenAPI document. */
const MODULES = /[\\/]zod[\\/]v4[\\/]core[\\/](?:json-schema-processors|to-json-schema)\.js$/;
const EXPORTED = /^export (?:function|const) (\w+)/gm;

/** Leaves them out of the page. Each of their functions makes a function that fails when it is called. */
export function zodWithoutJsonSchema(): Plugin {
  return {
    name: 'eyepiece-zod-without-json-schema',
    apply: 'build',
    async load(id) {
      const [path = ''] = id.split('?');
      if (!MODULES.test(path)) return null;
      const names = [...(await readFile(path, 'utf8')).matchAll(EXPORTED)].map(([, name]) => name);
      if (names.length === 0) throw new Error(`${path} exports nothing that can be left out: compare it with this plugin`);
      const absent = `const absent = () => () => { throw new Error('JSON schemas are not part of the page'); };`;
      return { code: [absent, ...names.map((name) => `export const ${name} = absent;`)].join('\n'), map: null };
    },
  };
}
