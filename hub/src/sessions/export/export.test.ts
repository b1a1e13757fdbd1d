import type { Annotation, Capture, SessionEntry } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { csvLine, CSV_HEADER } from './csv.ts';
import { card } from './report/card.ts';
import { bytes, renderMarkdown } from './report/html.ts';
import { logRows } from './report/log.ts';
import { overlay } from './report/shapes.ts';

const CAPTURE = {
  id: 'c1',
  capturedAt: '2026-11-26T10:00:00.000Z',
  exposureMs: 41.67,
  gainDb: -3,
  format: 'tiff',
  width: 64,
  height: 48,
  bitDepth: 12,
  channels: 1,
  sizeBytes: 9,
  sha256: 'aa',
  tags: ['a', 'b'],
  rating: 0,
} as unknown as Capture;

function entry(changes: Partial<SessionEntry>): SessionEntry {
  const at = '2026-11-26T10:00:00.000Z';
  const nothing = { person: null, details: {}, revision: 1, editedAt: null, editedBy: null, deletedAt: null };
  return { id: 1, sessionId: 's', at, kind: 'note', action: 'note.write', text: '', ...nothing, ...changes };
}

async function rowsOf(entries: readonly SessionEntry[]): Promise<string[]> {
  async function* given(): AsyncGenerator<SessionEntry> {
    for (const one of entries) yield await Promise.resolve(one);
  }
  const rows: string[] = [];
  for await (const row of logRows(given())) rows.push(row);
  return rows;
}

describe('captures.csv', () => {
  it('has a value for each column, with unquoted numbers and text that no spreadsheet evaluates', () => {
    const cells = csvLine({ ...CAPTURE, label: '=HYPERLINK("x")', notes: 'two\nlines, "quoted"' }, 'masters/a.tif');
    expect(cells).toBe(
      `masters/a.tif,c1,2026-11-26T10:00:00.000Z,"'=HYPERLINK(""x"")",,41.67,-3,tiff,64,48,12,1,9,aa,,,,,,"a, b",0,"two\nlines, ""quoted"""\r\n`,
    );
    expect(CSV_HEADER.split(',')).toHaveLength(22);
  });

  it.each(['=1', '+1', '-1', '@x', '\t=1'])('does not begin a field with %j', (label) => {
    expect(csvLine({ ...CAPTURE, label }, '')).toContain(`'${label}`);
  });
});

describe('text in the report', () => {
  it('is Markdown without HTML, pictures and trusted links', () => {
    const html = renderMarkdown('**b** <script>x</script> ![i](https://e.org/i.png) [l](javascript:x) https://e.org');
    expect(html).toContain('<strong>b</strong> &lt;script&gt;');
    expect(html).not.toMatch(/<img|<script|href="javascript/);
    expect(html).toContain('<a href="https://e.org" rel="nofollow noopener noreferrer">');
  });

  it('has short sizes', () => {
    expect([0, 999, 1500, 123e6, 5.1e9].map(bytes)).toEqual(['0 bytes', '999 bytes', '1.50 kB', '123 MB', '5.10 GB']);
  });
});

describe('a capture in the report', () => {
  const cardOf = (changes: Partial<Capture>): string =>
    card({ capture: { ...CAPTURE, name: 'a&b_1.tif', ...changes }, annotations: [], picture: undefined, file: 'masters/a&b_1.tif' });

  it('is titled with its label, or with its file name, which can wrap between its parts', () => {
    expect(cardOf({ label: 'Leaf_1 <x>' })).toContain('<h3>Leaf_1 &lt;x&gt;</h3>');
    expect(cardOf({})).toContain('<h3 class="unnamed">a&amp;b_<wbr>1.tif</h3>');
    expect(cardOf({})).toContain('<p class="file">masters/a&amp;b_<wbr>1.tif</p>');
  });
});

describe('the log in the report', () => {
  it('omits removed notes, and names the editor of a note', async () => {
    const kept = entry({ text: '*hm*', person: { id: 'a', name: 'A<' }, editedBy: { id: 'b', name: 'Ben' } });
    const html = (await rowsOf([kept, entry({ text: 'gone', deletedAt: kept.at })])).join('');
    expect(html).toContain('<td>A&lt;</td><td><div class="words"><p><em>hm</em></p>\n</div><p class="edited">edited by Ben</p>');
    expect(html).not.toContain('gone');
  });

  it('merges many captures of one job into one line', async () => {
    const capture = (n: number, jobId?: string): SessionEntry =>
      entry({
        kind: 'capture',
        text: `took ${n}.tif (TIFF)`,
        details: { captureId: `c${n}`, filename: `${n}.tif`, ...(jobId && { jobId }) },
      });
    const rows = await rowsOf([
      capture(1),
      capture(2),
      ...[3, 4, 5, 6].map((n) => capture(n, 'j')),
      entry({ kind: 'session', text: 'left' }),
    ]);
    expect(rows).toHaveLength(5);
    expect(rows[1]).toContain('took <a href="#c-c1">1.tif</a> (TIFF)');
    expect(rows[3]).toContain('took 4 captures, <a href="#c-c3">3.tif</a> to <a href="#c-c6">6.tif</a>, until 10:00:00');
  });
});

describe('annotations on a picture', () => {
  const annotation = (shape: object): Annotation => ({ id: 'x', author: { id: 'a', name: '"A"' }, shape }) as unknown as Annotation;
  const drawn = (shape: object, umPerPixel?: number): string =>
    overlay([annotation(shape)], { width: 1000, height: 600, umPerPixel }) ?? '';

  it('are measured in µm when the scale is known, in pixels otherwise', () => {
    const shape = { kind: 'measure', from: { x: 0, y: 100 }, to: { x: 300, y: 500 } };
    expect(drawn(shape, 0.1)).toContain('>50 µm</text>');
    expect(drawn(shape, 5)).toContain('>2.5 mm</text>');
    expect(drawn(shape)).toContain('>500 px</text>');
  });

  it.each([
    [{ kind: 'arrow', from: { x: 1, y: 2 }, to: { x: 3, y: 4 } }, 'M1,2 L3,4'],
    [{ kind: 'rectangle', x: 1, y: 2, width: 30, height: 40 }, 'M1,2 h30 v40 h-30 Z'],
    [{ kind: 'ellipse', x: 0, y: 0, width: 20, height: 10 }, 'M0,5 a10,5 0 1,0 20,0 a10,5 0 1,0 -20,0 Z'],
    [
      {
        kind: 'freehand',
        points: [
          { x: 1, y: 1 },
          { x: 2.345, y: 2 },
        ],
      },
      'M1,1 L2.35,2',
    ],
    [{ kind: 'text', at: { x: 900, y: 1 }, text: '<b>' }, 'text-anchor="end">&lt;b&gt;</text>'],
  ])('%j becomes SVG', (shape, path) => {
    expect(drawn(shape)).toContain(path);
    expect(drawn(shape)).toContain('<title>&quot;A&quot;</title>');
  });

  it('give no overlay when there are none', () => {
    expect(overlay([], { width: 1, height: 1 })).toBeUndefined();
  });
});
