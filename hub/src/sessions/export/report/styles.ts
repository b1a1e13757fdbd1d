/** Styles for screen and print. Inlined, because the page must work offline years later. */
export const STYLES = `
:root{--ink:#16202b;--dim:#5b6876;--line:#dfe5ea;--soft:#f5f7f9;--accent:#0b6e75;--page:#fff}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:#eceff2;color:var(--ink);font:15px/1.5 Inter,"Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,sans-serif;
  font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;background:var(--page);padding:56px 64px 40px;min-height:100vh}
header{border-bottom:3px solid var(--accent);padding-bottom:28px}
.kind{margin:0 0 6px;color:var(--accent);font-size:12px;font-weight:650;letter-spacing:.12em;text-transform:uppercase}
h1{margin:0;font-size:36px;line-height:1.15;letter-spacing:-.02em;overflow-wrap:anywhere}
h2{margin:48px 0 18px;font-size:21px;letter-spacing:-.01em}
h2 small{color:var(--dim);font-size:14px;font-weight:400;margin-left:8px}
h3{margin:0;font-size:15px;line-height:1.35;overflow-wrap:anywhere}
h3.unnamed{font-size:13px;font-weight:550}
.description{margin:14px 0 0;max-width:72ch;font-size:16px;white-space:pre-line;overflow-wrap:anywhere}
.tags{display:flex;flex-wrap:wrap;gap:6px;margin:10px 0 0}
.tags span{padding:1px 10px;border-radius:99px;background:#e3f1f1;color:#0a565c;font-size:12.5px;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(128px,1fr));gap:18px 20px;margin:28px 0 0}
.facts dt{color:var(--dim);font-size:12.5px}
.facts dd{margin:2px 0 0;font-weight:600;overflow-wrap:anywhere}
.facts dd small{display:block;color:var(--dim);font-weight:400}
.people{width:100%;border-collapse:collapse;margin:0}
.people th,.people td{padding:7px 14px 7px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
.people th{color:var(--dim);font-size:12.5px;font-weight:500}
.people td:first-child{font-weight:600}
.badge{margin-left:8px;padding:0 7px;border:1px solid var(--line);border-radius:4px;color:var(--dim);font-size:12px;font-weight:400}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:24px}
.gallery.few{grid-template-columns:repeat(auto-fill,minmax(440px,1fr))}
.card{margin:0;border:1px solid var(--line);border-radius:8px;overflow:hidden;break-inside:avoid;background:var(--page);scroll-margin-top:16px}
.card:target{outline:3px solid var(--accent);outline-offset:1px}
.picture{position:relative;width:100%;background:#0c1116;overflow:hidden}
.picture img{position:absolute;inset:0;width:100%;height:100%;display:block}
.picture svg{position:absolute;inset:0;width:100%;height:100%;overflow:hidden}
.picture path{fill:none;stroke:var(--c);stroke-width:2;stroke-linecap:round;stroke-linejoin:round;vector-effect:non-scaling-stroke}
.picture path.halo{stroke:#000;stroke-opacity:.55;stroke-width:4.5}
.picture text{fill:var(--c);stroke:#000;stroke-opacity:.7;stroke-width:.18em;paint-order:stroke;font-weight:650}
.none{position:absolute;inset:0;display:grid;place-items:center;color:#8b98a5;font-size:13px}
figcaption{padding:14px 16px 12px}
.stars{color:#b98300;letter-spacing:1px;font-size:13px}
.by{margin:2px 0 10px;color:var(--dim);font-size:13px}
.card dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(118px,1fr));gap:8px 14px;margin:0;padding:10px 0 0;border-top:1px solid var(--line)}
.card dt{color:var(--dim);font-size:11.5px;line-height:1.3}
.card dd{margin:0;font-size:13.5px;font-weight:550;overflow-wrap:anywhere}
.words{overflow-wrap:anywhere}
.words>:first-child{margin-top:0}.words>:last-child{margin-bottom:0}
.words pre{white-space:pre-wrap}.words code{font-size:.92em}
.words blockquote{margin:.5em 0;padding-left:12px;border-left:3px solid var(--line);color:var(--dim)}
.words table{border-collapse:collapse}.words th,.words td{border:1px solid var(--line);padding:3px 8px}
.words h1,.words h2,.words h3{margin:.7em 0 .3em;font-size:1.08em}
.card .words{margin-top:10px;font-size:14px}
.drawn{margin:10px 0 0;padding:0;list-style:none;font-size:13.5px}
.drawn li::before{content:"✎ ";color:var(--accent)}
.drawn small{color:var(--dim)}
.file{margin:10px 0 0;color:var(--dim);font-size:12px;overflow-wrap:anywhere}
.log{width:100%;border-collapse:collapse}
.log td{padding:6px 16px 6px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
.log td:nth-child(1){width:92px;color:var(--dim);white-space:nowrap}
.log td:nth-child(2){width:168px;font-weight:550}
.log td:nth-child(3){padding-right:0}
.log .day th{padding:18px 0 6px;text-align:left;font-size:13px;color:var(--accent);border-bottom:1px solid var(--line)}
.log td:nth-child(3)::before{content:"";float:left;width:8px;height:8px;margin:7px 10px 0 0;border-radius:50%;background:#b6c0ca}
.log .capture td::before{background:var(--accent)!important}.log .fault td::before{background:#c4314b!important}
.log .control td::before{background:#7a5cc7!important}.log .settings td::before{background:#d99a1c!important}
.log .job td::before{background:#2f7fd0!important}.log .annotation td::before{background:#3d9a50!important}
.log .note td{background:var(--soft)}
.log .note td:nth-child(1),.log .note td:nth-child(2){padding-top:11px}
.log .note td:first-child{padding-left:10px;border-radius:6px 0 0 6px}
.log .note td:nth-child(3){padding:11px 14px}
.log .note td:nth-child(3)::before{display:none}
.edited{margin:4px 0 0;color:var(--dim);font-size:12.5px}
a{color:#0a5d9c}
.nothing{color:var(--dim)}
footer{margin-top:56px;padding-top:16px;border-top:1px solid var(--line);color:var(--dim);font-size:12.5px}
@media (max-width:700px){main{padding:28px 18px}h1{font-size:27px}.gallery,.gallery.few{grid-template-columns:1fr}
  .log td:nth-child(1){width:66px}.log td:nth-child(2){width:96px}}
@page{size:A4;margin:14mm 13mm}
@media print{body{background:none;font-size:10.5pt}main{max-width:none;padding:0;min-height:0}
  *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
  .gallery{grid-template-columns:1fr 1fr 1fr;gap:10px}.gallery.few{grid-template-columns:1fr 1fr;gap:12px}.card{border-color:#c9d1d8}
  .gallery:not(.few) figcaption{padding:7px 9px}.gallery:not(.few) .by{margin-bottom:5px}.gallery:not(.few) h3{font-size:10pt}
  .gallery:not(.few) h3.unnamed{font-size:8.5pt}
  .gallery:not(.few) .card dl{grid-template-columns:1fr 1fr;gap:3px 8px;padding-top:5px}.gallery:not(.few) .card dd{font-size:9pt}
  .gallery:not(.few) .by,.gallery:not(.few) .file,.gallery:not(.few) .card dt{font-size:8pt}
  .gallery:not(.few) .tags,.gallery:not(.few) .card .words,.gallery:not(.few) .file{margin-top:5px;font-size:9pt}
  .gallery:not(.few) .tags span,.gallery:not(.few) .file{font-size:8pt}
  h2{break-after:avoid}.log tr{break-inside:avoid}a{color:inherit;text-decoration:none}}
`;
