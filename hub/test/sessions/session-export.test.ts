/** Exports a session as a zip from a complete hub. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { Download } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { storedCapture } from '../setup/stored-capture.ts';
import { useSessionBench } from './session-bench.ts';

const bench = useSessionBench();
const { rest, start, logOf } = bench;

describe('the export of a session', () => {
  it('is a zip of report, tables and masters with the announced size, and can be resumed', async () => {
    const session = await start(bench.ana, 'Schnitt 12/b <Ω>');
    const path = `/sessions/${session.id}`;
    const ids: string[] = [];
    const paths: string[] = [];
    for (const label of ['=1+1', '"Ader", links']) {
      const reply = await bench.ana.client.emitWithAck('capture', { cameraId: bench.camera.id, label, notes: '**dense** <img src=x>' });
      const { id, name } = storedCapture(reply);
      ids.push(id);
      paths.push(`masters/${name}`);
    }
    const target = { kind: 'capture', captureId: ids[0] ?? '' } as const;
    const shape = { kind: 'measure', from: { x: 4, y: 4 }, to: { x: 34, y: 44 }, text: 'Zellwand <1>' } as const;
    await bench.ben.client.emitWithAck('annotation:put', { id: randomUUID(), target, shape });
    const note = '# Seen\n[more](https://example.org) ![x](https://example.org/x.png)';
    await bench.ben.client.emitWithAck('session:note', { sessionId: session.id, text: note });
    await rest(bench.ana, `${path}/end`, 'POST');

    const made = (await rest<Download>(bench.ana, `${path}/export`, 'POST')).body;
    const filename = expect.stringMatching(/^Schnitt 12-b _Ω_ \d{4}-\d\d-\d\d\.zip$/) as string;
    expect(made).toMatchObject({ files: 7, missing: [], filename });
    const get = (range?: string): Promise<Response> =>
      bench.hub.api(made.url, { token: bench.ana.token, ...(range !== undefined && { headers: { range } }) });
    const whole = await get();
    const zip = Buffer.from(await whole.arrayBuffer());
    expect(zip).toHaveLength(made.sizeBytes);
    expect(whole.headers.get('content-disposition')).toContain(`filename*=UTF-8''Schnitt%2012-b%20_%CE%A9_`);
    const resumed = await get('bytes=1000-');
    expect([resumed.status, resumed.headers.get('content-range')]).toEqual([206, `bytes 1000-${zip.length - 1}/${zip.length}`]);
    expect(Buffer.from(await resumed.arrayBuffer()).equals(zip.subarray(1000))).toBe(true);
    expect((await get(`bytes=${zip.length}-`)).status).toBe(416);
    expect((await bench.hub.api(`${path}/export?download=${randomUUID()}`, { token: bench.ana.token })).status).toBe(404);

    const files = await unzipped(zip);
    const [master = '', second = ''] = paths;
    expect(master).toMatch(/^masters\/Schnitt 12_b _Ω_\/\d{4}-\d\d-\d\d\/Camera .*_0001_=1\+1\.jpg$/);
    const names = ['report.html', 'captures.csv', 'session.json', master, `${master}.json`, second, `${second}.json`];
    expect(Object.keys(files)).toEqual(names);
    const lines = (files['captures.csv'] ?? '').split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain(`${master},${ids[0] ?? ''},`);
    expect(lines[1]).toContain(",'=1+1,The operator,8,0,jpg,64,48,8,3,");
    expect(lines[2]).toContain(',"""Ader"", links",');
    const json = JSON.parse(files['session.json'] ?? '') as { session: object; captures: object[]; log: object[] };
    expect(json.session).toMatchObject({ title: 'Schnitt 12/b <Ω>', participants: [{ name: 'The operator' }] });
    expect(json.captures).toMatchObject([
      { file: master, id: ids[0], annotations: [{ shape }] },
      { file: second, annotations: [] },
    ]);
    expect(json.log).toHaveLength((await logOf(session.id)).length);
    expect(JSON.parse(files[`${master}.json`] ?? '')).toMatchObject({ id: ids[0], label: '=1+1' });
    const report = files['report.html'] ?? '';
    expect(report).toContain('<h1>Schnitt 12/b &lt;Ω&gt;</h1>');
    expect(report).toContain('50 px · Zellwand &lt;1&gt;</text>');
    expect(report).toContain('<strong>dense</strong> &lt;img src=x&gt;');
    expect(report.match(/<img src="data:image\/webp;base64,/g)).toHaveLength(2);
    expect(report).not.toMatch(/<(img|script|link|iframe)[^>]*https?:/);
    expect(report).toContain('<a href="https://example.org" rel="nofollow noopener noreferrer">more</a>');
  });
});

/** The files of a zip as text, read by Python's zipfile, which verifies all checksums. */
async function unzipped(zip: Buffer): Promise<Record<string, string>> {
  const script = `
import io, json, sys, zipfile
z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
assert z.testzip() is None
json.dump({n: z.read(n).decode("utf8", "replace") for n in z.namelist()}, sys.stdout)`;
  const python = spawn('python3', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  python.stdin.end(zip);
  return JSON.parse(await text(python.stdout)) as Record<string, string>;
}
