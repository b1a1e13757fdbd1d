import { expect, it } from 'vitest';
import { findTexts } from './find-texts.ts';

const inModule = (source: string): string[] => findTexts(source, 'a.ts').map(({ text }) => text);
const inComponent = (source: string): string[] => findTexts(source, 'A.svelte').map(({ text }) => text);

it('finds texts in markup, with the expressions beside them as placeholders', () => {
  expect(inComponent('<p>Requested from {holder.name}…\n  <b>You</b> control</p>')).toEqual(['Requested from {0}…', 'You', 'control']);
  expect(inComponent('<p>{count} of {total}</p>{#if on}<i>Live</i>{:else}Frozen{/if}')).toEqual(['{0} of {1}', 'Live', 'Frozen']);
});

it('leaves out figures, units, signs and code', () => {
  expect(inComponent('<p>{a} × {b} px</p><p>—</p><b>A</b><code>npm start</code><style>p { color: red }</style>')).toEqual([]);
  expect(inComponent('<p>{size} MB</p><p>Eyepiece</p>')).toEqual([]);
});

it('finds attributes that hold text, in lower case too', () => {
  expect(inComponent('<input class="one two" type="text" placeholder="find" aria-label="Find in {name}" data-testid="find it" />')).toEqual(
    ['find', 'Find in {0}'],
  );
  expect(inComponent('<Row label="Every" after={on ? "frames each" : ""} kind="burst" />')).toEqual(['Every', 'frames each']);
});

it('takes words in lower case as text where they are shown', () => {
  const source =
    "<p>{state === 'busy' ? 'busy' : names['one two'] || 'none'}</p><i class={on ? 'lit' : ''} title={on ? 'on' : undefined}></i>";
  expect(inComponent(source)).toEqual(['busy', 'none', 'on']);
});

it('takes the argument of a call in an attribute as a name in code', () => {
  expect(inComponent("<button title={tooltip('record')}>Record</button>")).toEqual(['Record']);
});

it('finds strings and templates of scripts that read as text', () => {
  expect(inModule("const a = 'Camera wall', b = on ? 'no picture yet' : `${n} older than ${m}`;")).toEqual([
    'Camera wall',
    'no picture yet',
    '{0} older than {1}',
  ]);
  expect(inComponent('<script lang="ts">let { title = \'Untitled\' } = $props();</script>')).toEqual(['Untitled']);
  expect(inModule("class A { readonly why = derived(() => (this.on ? 'Switched on' : null)); }")).toEqual(['Switched on']);
});

it('finds texts inside the values of a text', () => {
  expect(inModule('const a = `Paused: ${reason ?? `waits for ${name}`}`;')).toEqual(['Paused: {0}', 'waits for {0}']);
});

it('leaves out values, names, keys and selectors', () => {
  const code = [
    "if (event.key === 'Escape' || kind === 'Live') stop();",
    "switch (view) { case 'Live': break; }",
    "type View = 'Live' | 'Not live';",
    "import { a } from './Camera wall.ts';",
    "const names = { 'Camera wall': 1 }, place = names['Camera wall'];",
    "const set = { scope: 'live', accept: 'application/json', 'Content-Type': 'text/plain' };",
    "element.closest('input, textarea, [role=dialog]');",
    "throw new Error('This is for developers');",
    "context.font = '600 12px Inter'; const media = '(min-width: 640px)';",
    "element.addEventListener('Space bar', run);",
  ];
  expect(inModule(code.join('\n'))).toEqual([]);
});

it('reads words that are marked, with their meaning', () => {
  const [found, capture] = findTexts("const a = [t('running'), t('Capture', undefined, 'do')];", 'a.ts');
  expect(found).toMatchObject({ text: 'running', place: 'explicit' });
  expect(capture).toMatchObject({ text: 'Capture', meaning: 'do', place: 'explicit' });
});

it('names a file that does not parse', () => {
  expect(() => findTexts('const = ;', 'broken.ts')).toThrow('broken.ts');
});
