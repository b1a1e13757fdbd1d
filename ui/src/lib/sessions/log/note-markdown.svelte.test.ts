import { expect, it, vi } from 'vitest';

it('shows plain text without HTML until the Markdown parser is loaded', async () => {
  // An earlier test file of this process may have loaded the parser.
  vi.resetModules();
  const { loadMarkdown, noteHtml, plainNote } = await import('./note-markdown.svelte.ts');
  expect(noteHtml('a **b**\n<img src=x onerror="y">')).toBe('a **b**<br>&lt;img src=x onerror=&quot;y&quot;&gt;');
  expect(plainNote('a\n\n- **b**')).toBe('a - **b**');
  await loadMarkdown();
  expect(noteHtml('a **b**')).toBe('<p>a <strong>b</strong></p>\n');
  expect(plainNote('a\n\n- **b**')).toBe('a b');
});
