import MarkdownIt from 'markdown-it';

/** Notes are shown to other users: no HTML, no external images, and links send no referrer. */
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable('image');

markdown.renderer.rules.link_open = (tokens, index, options, _env, renderer) => {
  tokens[index]?.attrSet('rel', 'nofollow noopener noreferrer');
  tokens[index]?.attrSet('target', '_blank');
  return renderer.renderToken(tokens, index, options);
};

/** A note as safe HTML. */
export function noteHtml(text: string): string {
  return markdown.render(text);
}

/** A note as a single plain line. */
export function plainNote(text: string): string {
  const words = markdown.parse(text, {}).flatMap(({ type, content, children }) => {
    if (type === 'fence' || type === 'code_block') return [content];
    return type === 'inline' ? [(children ?? []).map((child) => (child.type.endsWith('break') ? ' ' : child.content)).join('')] : [];
  });
  return words.join(' ').replaceAll(/\s+/g, ' ').trim();
}
