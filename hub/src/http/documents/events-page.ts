/** The AsyncAPI document as a page that needs no other files, so that it works offline. */
import MarkdownIt from 'markdown-it';
import type { EventsDocument, Message, Operation } from './events/document.ts';

type Render = (markdown: string) => string;

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5dbe2, #222830); --muted: light-dark(#5a6573, #8d98a7); --code: light-dark(#f3f5f7, #161a20); }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; font: 15px/1.5 system-ui, sans-serif; background: light-dark(#fff, #0a0c0e); color: light-dark(#1a1f26, #dfe5ec); }
h2 { margin: 2.5rem 0 .5rem; } h3 { margin: 0; font: 600 1rem ui-monospace, monospace; overflow-wrap: anywhere; }
article { border-top: 1px solid var(--line); padding: 1rem 0; } summary { cursor: pointer; color: var(--muted); }
p { margin: .35rem 0; } pre { overflow: auto; padding: .75rem; border-radius: 6px; background: var(--code); font-size: 12.5px; max-height: 30rem; }
code { font-family: ui-monospace, monospace; font-size: .9em; } nav { columns: 15rem; margin: 1rem 0; } nav a { display: block; }
a { color: light-dark(#0b6e8f, #4fb8d8); }
`;

export function eventsPage(document: EventsDocument, basePath: string): string {
  const { info, operations } = document;
  const parser = new MarkdownIt({ html: false });
  const render: Render = (markdown) => parser.render(markdown);
  const of = (action: Operation['action']): [string, Operation][] => Object.entries(operations).filter(([, one]) => one.action === action);
  const list = (action: Operation['action']): string =>
    of(action)
      .map(([key, one]) => article(document, render, key, one))
      .join('');
  const links = (action: Operation['action']): string =>
    of(action)
      .map(([key, one]) => `<a href="#${key}">${escape(messageOf(document, one.messages[0]?.$ref).title)}</a>`)
      .join('');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escape(info.title)}</title><meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head>
<body><main>
<h1>${escape(info.title)}</h1>
${render(info.description)}
<p><a href="${basePath}/asyncapi.json">AsyncAPI 3.0 document</a> · <a href="${basePath}/docs">REST</a> · version ${escape(info.version)}</p>
<h2 id="clients">Events of clients</h2><nav>${links('receive')}</nav>${list('receive')}
<h2 id="hub">Events of the hub</h2><nav>${links('send')}</nav>${list('send')}
<h2 id="schemas">Schemas</h2>${Object.entries(document.components.schemas)
    .map(([name, schema]) => block(name, schema))
    .join('')}
</main></body></html>
`;
}

function article(document: EventsDocument, render: Render, key: string, { messages, reply }: Operation): string {
  const { title, summary, description, payload, examples } = messageOf(document, messages[0]?.$ref);
  const answer = reply && messageOf(document, reply.messages[0]?.$ref);
  return `<article id="${key}"><h3>${escape(title)}</h3><p>${escape(summary)}</p>${render(description)}
<pre>${json(examples[0]?.payload)}</pre>${block('Arguments', payload)}${
    answer ? `${block('Reply, example', answer.examples[0]?.payload)}${block('Reply', answer.payload)}${render(answer.description)}` : ''
  }</article>`;
}

/** @throws {Error} for a reference to nothing */
function messageOf({ components }: EventsDocument, reference = ''): Message {
  const found = components.messages[reference.split('/').at(-1) ?? ''];
  if (!found) throw new Error(`the document of events has no message ${reference}`);
  return found;
}

const block = (title: string, value: unknown): string => `<details><summary>${escape(title)}</summary><pre>${json(value)}</pre></details>`;
const json = (value: unknown): string => escape(JSON.stringify(value, null, 2));
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
