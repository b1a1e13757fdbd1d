/** The page /clients/: what to type to use the clients of this hub. It needs no other files. */
import type { ClientKind } from '@eyepiece/host/build/client-packages';
import type { ClientFile } from './client-files.ts';

interface PageContent {
  /** Public address of the hub, without a trailing slash. */
  readonly address: string;
  readonly basePath: string;
  readonly isHttps: boolean;
  readonly files: readonly ClientFile[];
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5dbe2, #222830); --muted: light-dark(#5a6573, #8d98a7); }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem; font: 15px/1.55 system-ui, sans-serif; background: light-dark(#fff, #0a0c0e); color: light-dark(#1a1f26, #dfe5ec); }
h1 { margin: 0 0 .5rem; } h2 { margin: 2rem 0 .25rem; font-size: 1.1rem; } p { margin: .35rem 0; }
pre { overflow: auto; padding: .75rem; border-radius: 6px; background: light-dark(#f3f5f7, #161a20); font: 13px/1.5 ui-monospace, monospace; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .5rem 0; color: var(--muted); font-size: .85rem; } dd { margin: 0; overflow-wrap: anywhere; }
code { font-family: ui-monospace, monospace; font-size: .9em; } a { color: light-dark(#0b6e8f, #4fb8d8); }
`;

interface Section {
  readonly title: string;
  readonly about: string;
  /** Shown as typed. */
  readonly commands: (address: string, file: ClientFile) => string;
}

const SECTIONS: Readonly<Record<ClientKind, Section>> = {
  python: {
    title: 'Python',
    about:
      'The package <code>eyepiece</code>, and the command <code>eyepiece</code>. It needs Python 3.11 or newer. For NumPy arrays and TIFF, write <code>eyepiece[images]</code> in place of the first <code>eyepiece</code>.',
    commands: (address, { name, sha256 }) => `pip install "eyepiece @ ${address}/clients/${name}#sha256=${sha256.toString('hex')}"`,
  },
  typescript: {
    title: 'TypeScript and JavaScript',
    about: 'The package <code>@eyepiece/client</code> for Node 20.19 or newer and for browsers.',
    commands: (address, { name }) => `npm install ${address}/clients/${name}`,
  },
  embed: {
    title: 'A live view in any page',
    about: 'The web component <code>&lt;eyepiece-live&gt;</code>. Everybody who opens the page can read the token in it.',
    commands: (address, { name }) =>
      `<script type="module" src="${address}/embed/${name}"></script>\n<eyepiece-live src="${address}" camera="CAMERA" token="TOKEN"></eyepiece-live>`,
  },
};

export function clientsPage({ address, basePath, isHttps, files }: PageContent): string {
  const sections = Object.entries(SECTIONS).map(([kind, section]) => {
    const file = files.find((one) => one.kind === kind);
    const body = file ? found(address, section, file) : '<p>This package was not built. The output of <code>npm start</code> says why.</p>';
    return `<h2>${section.title}</h2><p>${section.about}</p>${body}`;
  });
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Clients of Eyepiece</title><meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head>
<body><main>
<h1>Clients</h1>
<p>This hub has the clients that fit its version. They use its <a href="${basePath}/docs">HTTP API</a> and its <a href="${basePath}/docs/events">events</a>. The <a href="${basePath}/manual/how-to/clients">manual</a> shows how to begin. Programs need an API key: make one under Account.</p>
${isHttps ? certificateNote(address) : ''}${sections.join('\n')}
</main></body></html>
`;
}

function found(address: string, { commands }: Section, file: ClientFile): string {
  const { name, version, kind, bytes, sha256 } = file;
  const path = `${address}/${kind === 'embed' ? 'embed' : 'clients'}/${name}`;
  return `<pre>${escape(commands(address, file))}</pre>
<dl><dt>File</dt><dd><a href="${escape(path)}">${escape(name)}</a>, version ${escape(version)}, ${(bytes.length / 1000).toFixed(1)} kB</dd>
<dt>SHA-256</dt><dd>${sha256.toString('hex')}</dd></dl>`;
}

const certificateNote = (address: string): string =>
  `<p>If this hub has a certificate of its own authority, <code>pip</code> needs <code>--cert FILE</code>, and <code>npm</code> and Node need <code>NODE_EXTRA_CA_CERTS=FILE</code>. FILE is <a href="${escape(address)}/api/v1/trust/authority.crt">the certificate of the authority</a>.</p>`;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
