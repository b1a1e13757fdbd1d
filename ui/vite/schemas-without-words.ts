import MagicString from 'magic-string';
import { parseSync, Visitor, type Plugin } from 'vite';

const SCHEMAS = /[\\/]shared-types[\\/]src[\\/].*\.ts$/;

/** Leaves the descriptions of schemas out of the page: `.meta({ … })` is for the documents of the hub alone. */
export function schemasWithoutWords(): Plugin {
  return {
    name: 'eyepiece-schemas-without-words',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      const [path = ''] = id.split('?');
      if (!SCHEMAS.test(path) || !code.includes('.meta(')) return null;
      const text = withoutWords(path, code);
      return { code: text.toString(), map: text.generateMap({ hires: 'boundary' }) };
    },
  };
}

/** Removes each call of `meta`. @param path with the ending of the language */
export function withoutWords(path: string, code: string): MagicString {
  const text = new MagicString(code);
  const visitor = new Visitor({
    CallExpression({ callee, end }) {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || callee.property.name !== 'meta') return;
      text.remove(callee.object.end, end);
    },
  });
  visitor.visit(parseSync(path, code).program);
  return text;
}
