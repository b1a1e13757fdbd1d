import { expect, it } from 'vitest';
import { loadMarkdown, noteHtml, plainNote } from './note-markdown.svelte.ts';

it('shows plain text without HTML until the Markdown parser is loaded', async () => {
  expect(noteHtml('a **b**\n<img src=x onerror="y">')).toBe('a **b**<br>&lt;img src=x onerror=&quot;y&quot;&gt;');
  expect(plainNote('a\n\n- **b**')).toBe('a - **b**');
  await loadMarkdown();
  expect(noteHtml('a **b**')).toBe('<p>a <strong>b</strong></p>\n');
  expect(plainNote('a\n\n- **b**')).toBe('a b');
});
