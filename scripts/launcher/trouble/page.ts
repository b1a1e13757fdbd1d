/** The page in the place of Eyepiece while it cannot start. It needs no other file, because nothing else runs. */
import { createHash } from 'node:crypto';
import type { Explanation, Language } from './causes.ts';

const WORDS = {
  en: {
    title: 'Eyepiece cannot start',
    again: 'Eyepiece tries again by itself. This page opens it as soon as it runs.',
    lines: 'Last lines of the logs',
    none: 'For the last lines of the logs, open the link on the console of Eyepiece.',
  },
  de: {
    title: 'Eyepiece kann nicht starten',
    again: 'Eyepiece versucht es von selbst wieder. Diese Seite öffnet es, sobald es läuft.',
    lines: 'Letzte Zeilen der Protokolle',
    none: 'Die letzten Zeilen der Protokolle zeigt der Link auf der Konsole von Eyepiece.',
  },
} as const;

const STYLE = `:root{color-scheme:light dark;--ground:#f5f6f8;--card:#fff;--text:#1b1f24;--muted:#59636e;--fault:#b3261e}
@media(prefers-color-scheme:dark){:root{--ground:#101317;--card:#171b21;--text:#e6e9ee;--muted:#9aa4b0;--fault:#ff8a80}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{width:100%;max-width:640px;padding:28px;border-radius:12px;background:var(--card)}h1{margin:0 0 12px;font-size:22px}h2{margin:20px 0 6px;font-size:15px}
.what{color:var(--fault);font-weight:600}.muted{color:var(--muted)}pre{overflow:auto;max-height:40vh;margin:0;font:12px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}`;

/** The header that tells this page from the hub. */
export const TROUBLE_HEADER = 'Eyepiece-Trouble';
/** The page with the log lines; the secret of the link is in the fragment. */
export const LINES_PATH = '/trouble';

const SCRIPT = `const POLL_MS=2000,onLines=location.pathname.endsWith('${LINES_PATH}');
const secret=onLines?location.hash.slice(1):'';
const show=(id,text)=>{document.getElementById(id).textContent=text};
async function poll(){
 try{
  const answer=await fetch(location.pathname,{cache:'no-store',headers:{accept:'application/json',...(secret&&{authorization:'Bearer '+secret})}});
  if(!answer.headers.has('${TROUBLE_HEADER}')){if(onLines)location.replace(location.pathname.slice(0,-${LINES_PATH.length - 1}));else location.reload();return}
  const {what,todo,lines}=await answer.json();
  show('what',what);show('todo',todo);
  if(lines){show('lines',lines.map(({part,level,text})=>part+' '+level+' '+text).join('\\n'));document.getElementById('log').hidden=false;document.getElementById('none').hidden=true}
 }catch{/* the hub is about to take the port over */}
 setTimeout(poll,POLL_MS)}
poll()`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(SCRIPT)}`,
  `style-src ${hashOf(STYLE)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The explanation is one of ours: it contains no markup. */
export function renderPage({ what, todo }: Explanation, language: Language): string {
  const words = WORDS[language];
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${words.title}</title><style>${STYLE}</style></head>
<body><main><h1>${words.title}</h1>
<p class="what" id="what" role="status">${what}</p><p id="todo">${todo}</p><p class="muted">${words.again}</p>
<section id="log" hidden><h2>${words.lines}</h2><pre id="lines" tabindex="0"></pre></section><p class="muted" id="none">${words.none}</p>
</main><script>${SCRIPT}</script></body></html>
`;
}
