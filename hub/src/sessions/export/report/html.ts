/** Escapes text for HTML, and renders untrusted Markdown. */
import MarkdownIt from 'markdown-it';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escapes for text and for quoted attributes. */
export function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable('image');
const renderLink = markdown.renderer.rules['link_open'];
markdown.renderer.rules['link_open'] = (tokens, index, options, env, renderer) => {
  tokens[index]?.attrSet('rel', 'nofollow noopener noreferrer');
  return renderLink ? renderLink(tokens, index, options, env, renderer) : renderer.renderToken(tokens, index, options);
};

/** Renders Markdown without embedded HTML and images. */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}

/** "2026-11-26 10:32" */
export function dateTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}

export function timeOfDay(iso: string): string {
  return iso.slice(11, 19);
}

export function bytes(count: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? String(value) : value.toPrecision(3)} ${units[unit] ?? ''}`;
}
