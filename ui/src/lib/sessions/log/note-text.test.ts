import { expect, it } from 'vitest';
import { noteHtml, plainNote } from './note-text.ts';

it.each([
  ['<script>alert(1)</script>', '<script'],
  ['<img src=x onerror=alert(1)>', '<img'],
  ['![x](https://example.org/seen.png)', '<img'],
  ['[x](javascript:alert(1))', 'href'],
  ['[x](data:text/html,<b>)', 'href'],
])('renders %s harmless', (text, forbidden) => expect(noteHtml(text)).not.toContain(forbidden));

it('opens links in a new tab, without referrer', () => {
  const html = noteHtml('see https://example.org/a and [b](https://example.org/b)');
  expect(html.match(/rel="nofollow noopener noreferrer" target="_blank"/g)).toHaveLength(2);
});

it('renders Markdown', () => expect(noteHtml('**a**\n\n- b')).toBe('<p><strong>a</strong></p>\n<ul>\n<li>b</li>\n</ul>\n'));

it.each([
  ['a *b* `c`\nd', 'a b c d'],
  ['# Title\n\n1. one\n2. two', 'Title one two'],
  ['```\ncode  here\n```', 'code here'],
  ['<b>x</b>', '<b>x</b>'],
])('converts %j to one plain line', (text, plain) => expect(plainNote(text)).toBe(plain));
