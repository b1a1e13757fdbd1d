import { compile } from 'svelte/compiler';
import { expect, it } from 'vitest';
import { hasTexts, withTranslations } from './translate-texts.ts';

const IMPORT = "import { t as translate__ } from '/src/languages/translate.ts';";
const rewritten = (source: string, file = 'src/a.ts'): string | undefined =>
  withTranslations(source, file)?.code.replace(`\n${IMPORT}\n`, '');

it('wraps texts and keeps the rest', () => {
  expect(rewritten("const a = { name: 'Camera wall', kind: 'wall' };")).toBe(
    'const a = { name: translate__("Camera wall"), kind: \'wall\' };',
  );
  expect(rewritten('const a = `${n} of ${m}`;')).toBe('const a = translate__("{0} of {1}", [n, m]);');
  expect(rewritten('const a = `Paused: ${why ?? `waits for ${name}`}.`;')).toBe(
    'const a = translate__("Paused: {0}.", [why ?? translate__("waits for {0}", [name])]);',
  );
});

it('wraps markup and attributes', () => {
  const source = '<script lang="ts">let { name } = $props();</script>\n<p title="Remove {name}">From {name} on <b>top</b></p>';
  expect(rewritten(source, 'src/A.svelte')).toContain(
    '<p title={translate__("Remove {0}", [name])}>{translate__("From {0} on", [name])} <b>{translate__("top")}</b></p>',
  );
});

it('keeps quotes and entities of the text', () => {
  expect(rewritten('<p>Say "yes" &amp; don\'t</p>', 'src/A.svelte')).toContain(String.raw`{translate__("Say \"yes\" & don't")}`);
});

it('gives components without a script one', () => {
  const code = withTranslations('<p>Nothing yet</p>', 'src/A.svelte')?.code ?? '';
  expect(code.startsWith('<script lang="ts">\n')).toBe(true);
  expect(compile(code, { runes: true }).js.code).toContain('translate__("Nothing yet")');
});

it('imports once where a component has two scripts', () => {
  const source =
    '<script module lang="ts">export const NAME = \'Camera wall\';</script>\n<script lang="ts">const a = \'Live view\';</script>{a}';
  const code = withTranslations(source, 'src/A.svelte')?.code ?? '';
  expect(code.split(IMPORT)).toHaveLength(2);
  expect(() => compile(code, { runes: true })).not.toThrow();
});

it('finds the end of a script tag whose attribute contains ">"', () => {
  const source =
    '<script lang="ts" generics="Props extends Record<string, unknown>">\n  let { props }: { props: Props } = $props();\n</script>\n<p>No view</p>';
  const code = withTranslations(source, 'src/A.svelte')?.code ?? '';
  expect(code).toContain(`unknown>">\n${IMPORT}`);
});

it('leaves sources without texts alone', () => expect(withTranslations("export const a = 'live';", 'src/a.ts')).toBeUndefined());

it('knows which sources have texts', () => {
  expect(
    ['src/a.ts', 'src/views/A.svelte', 'src/a.test.ts', 'src/languages/german/live.ts', 'vite/a.ts', 'src/lib/hub/fake/a.ts'].map(hasTexts),
  ).toEqual([true, true, false, false, false, false]);
});
