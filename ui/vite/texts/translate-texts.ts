import MagicString from 'magic-string';
import { relative, sep } from 'node:path';
import type { Plugin } from 'vite';
import { findTexts, type FoundText } from './find-texts.ts';

const RUNTIME = '/src/languages/translate.ts';
const FUNCTION = 'translate__';

/** Sources whose texts people see; not the catalogues, and not what stands in for the hub and the decoder in tests. */
export function hasTexts(file: string): boolean {
  return (
    /^src\/.*\.(svelte|ts)$/.test(file) &&
    !/\.test\.ts$|^src\/(languages|lib\/hub\/fake)\/|\/player\/(video-rig|video\/fake-decoder)\.ts$/.test(file)
  );
}

/** Wraps every text of the sources in `t`, before Svelte and TypeScript are compiled. */
export function translateTexts(root: string): Plugin {
  return {
    name: 'eyepiece-translate-texts',
    enforce: 'pre',
    // Unit tests see the English texts of the sources.
    apply: (_, { mode }) => mode !== 'test',
    transform: {
      filter: { id: /\.(svelte|ts)$/ },
      handler(source, id) {
        const file = relative(root, id).split(sep).join('/');
        return hasTexts(file) ? withTranslations(source, file) : undefined;
      },
    },
  };
}

/** The source with every text wrapped; undefined without texts. */
export function withTranslations(source: string, file: string): { code: string; map: ReturnType<MagicString['generateMap']> } | undefined {
  const texts = findTexts(source, file).filter(({ place }) => place !== 'explicit');
  if (texts.length === 0) return undefined;
  const code = new MagicString(source);
  for (const text of texts) wrap(code, text);
  const line = `import { t as ${FUNCTION} } from '${RUNTIME}';\n`;
  const script = file.endsWith('.svelte') ? scriptStart(source) : 0;
  if (script === null) code.prepend(`<script lang="ts">\n${line}</script>\n`);
  else code.appendLeft(script, `\n${line}`);
  return { code: code.toString(), map: code.generateMap({ source: file, includeContent: true, hires: 'boundary' }) };
}

/** Where the code of the first script starts, which the others see; null for a component without one. Values may contain ">". */
function scriptStart(source: string): number | null {
  const { 0: tag, index } = /<script(?=[\s>])(?:[^>"']|"[^"]*"|'[^']*')*>/.exec(source) ?? {};
  return tag === undefined || index === undefined ? null : index + tag.length;
}

/** Rewrites what is between the expressions, so that texts inside an expression are wrapped by themselves. */
function wrap(code: MagicString, { text, start, end, values, place }: FoundText): void {
  const [open, close] = place === 'script' ? ['', ''] : ['{', '}'];
  const [first, last] = [values[0], values.at(-1)];
  const call = `${open}${FUNCTION}(${JSON.stringify(text)}`;
  if (!first || !last) {
    code.overwrite(start, end, `${call})${close}`);
    return;
  }
  code.overwrite(start, first[0], `${call}, [`);
  for (const [at, [valueStart]] of values.entries()) {
    const before = values[at - 1];
    if (before) code.overwrite(before[1], valueStart, ', ');
  }
  code.overwrite(last[1], end, `])${close}`);
}
