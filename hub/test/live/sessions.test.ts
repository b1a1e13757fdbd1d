/** Capture sessions by real connections and REST; only the clock of the sessions is turned by hand. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { CaptureSession, Download, Role, SessionEntry, SessionLog, SessionPage } from '@eyepiece/shared-types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FakeCamera } from '../fake-camera.ts';
import { TIMELAPSE } from '../fake-jobs.ts';
import { ManualClock } from '../manual-clock.ts';
import { startHub, type TestClient, type TestHub } from '../start-hub.ts';

interface Somebody {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly client: TestClient;
  readonly states: CaptureSession[];
  readonly entries: SessionEntry[];
}

const clock = new ManualClock();
const HOUR_S = 3600;
let hub: TestHub;
let camera: FakeCamera;
let cameras = 0;
let ana: Somebody;
let ben: Somebody;

async function opens(token: string, id: string, name: string): Promise<Somebody> {
  const states: CaptureSession[] = [];
  const entries: SessionEntry[] = [];
  const client = await hub.client({ token });
  client.on('session:state', (session) => states.push(session));
  client.on('session:event', (entry) => entries.push(entry));
  return { id, name, token, client, states, entries };
}

async function somebody(role: Role): Promise<Somebody> {
  const { user, token } = await hub.person(role);
  return opens(token, user.id, user.name);
}

/** What the hub answers, as the contract has it. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names what is expected
async function rest<T>(person: Somebody, path: string, method = 'GET', json?: unknown): Promise<{ status: number; body: T }> {
  const response = await hub.api(path, { method, token: person.token, ...(json !== undefined && { json }) });
  return { status: response.status, body: (await response.json()) as T };
}

async function start(person = ana, title = 'Onion skin'): Promise<CaptureSession> {
  const { status, body } = await rest<CaptureSession>(person, '/sessions', 'POST', { cameraId: camera.id, title, tags: ['onion'] });
  expect(status).toBe(201);
  // Whoever comes after is in the list after.
  clock.advance(1);
  return body;
}

const logOf = async (id: string, query = '', person = ana): Promise<SessionEntry[]> =>
  (await rest<SessionLog>(person, `/sessions/${id}/log${query}`)).body.entries;
const textsOf = async (id: string): Promise<string[]> => (await logOf(id)).map(({ text }) => text);
const told = (person: Somebody, id: string): CaptureSession | undefined => person.states.findLast((session) => session.id === id);

beforeAll(async () => {
  hub = await startHub({}, { sessions: { clock } });
});
afterAll(() => hub.close());
beforeEach(async () => {
  camera = hub.camera({ cameraId: `cam-${cameras++}` });
  await camera.connect();
  ana = await somebody('operator');
  ben = await somebody('contributor');
});
afterEach(async () => {
  ana.client.disconnect();
  ben.client.disconnect();
  await camera.close();
});

describe('a session', () => {
  it('is started, joined, left and ended, and everybody hears of it', async () => {
    const session = await start();
    expect(session).toMatchObject({
      cameraName: `Camera ${camera.id}`,
      title: 'Onion skin',
      tags: ['onion'],
      owner: { id: ana.id },
      endedAt: null,
      participants: [{ userId: ana.id, guest: false, leftAt: null }],
      captures: 0,
      entries: 1,
    });
    await expect.poll(() => told(ben, session.id)).toMatchObject({ title: 'Onion skin' });

    const joined = await ben.client.emitWithAck('session:join', { sessionId: session.id });
    expect(joined).toMatchObject({ ok: true, session: { participants: [{ userId: ana.id }, { userId: ben.id, leftAt: null }] } });
    await ben.client.emitWithAck('session:leave', { sessionId: session.id });
    await expect.poll(() => told(ana, session.id)?.participants[1]?.leftAt).not.toBeNull();
    await rest(ben, `/sessions/${session.id}/join`, 'POST');

    expect((await rest(ben, `/sessions/${session.id}/end`, 'POST')).status).toBe(403);
    const ended = await rest<CaptureSession>(ana, `/sessions/${session.id}/end`, 'POST');
    expect(ended.body.endedAt).not.toBeNull();
    expect(ended.body.participants.map(({ leftAt }) => leftAt)).toEqual([ended.body.endedAt, ended.body.endedAt]);
    expect(await textsOf(session.id)).toEqual(['started the session', 'joined', 'left', 'joined', 'ended the session']);
    expect((await rest(ana, `/sessions/${session.id}/end`, 'POST')).body).toMatchObject({ endedAt: ended.body.endedAt });
    expect(await rest(ben, `/sessions/${session.id}/join`, 'POST')).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  it('is the only open one of its camera', async () => {
    await start();
    const second = await rest<{ message: string }>(ana, '/sessions', 'POST', { cameraId: camera.id, title: 'Another' });
    expect(second).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(second.body.message).toContain('"Onion skin" of The operator');
    const [one, two] = await Promise.all(['a', 'b'].map(() => rest(ana, '/sessions', 'POST', { cameraId: 'nowhere', title: 'x' })));
    expect([one?.status, two?.status]).toEqual([404, 404]);
  });

  it('is changed by its owner and operators, and found by its words and people', async () => {
    const word = `w${camera.id.replace('-', '')}`;
    const session = await start(ben, `Slide ${word}`);
    const path = `/sessions/${session.id}`;
    const carl = await somebody('contributor');
    expect((await rest(carl, path, 'PATCH', { title: 'Mine' })).status).toBe(403);
    await rest(ana, path, 'PATCH', { title: `Slide 7 ${word}`, description: 'Epidermis' });
    await rest(ben, path, 'PATCH', { description: 'Epidermis' });
    expect(await textsOf(session.id)).toEqual(['started the session', `renamed the session to "Slide 7 ${word}", changed the description`]);
    const found = async (q: string): Promise<string[]> =>
      (await rest<SessionPage>(ana, `/sessions?q=${encodeURIComponent(q)}`)).body.sessions.map(({ id }) => id);
    expect(await found(`EPIDERM ${word} contributor`)).toEqual([session.id]);
    expect(await found(`${word} nobody`)).toEqual([]);
    carl.client.disconnect();
  });

  it('is listed newest first, a page at a time', async () => {
    const titles = ['one', 'two', 'three'];
    for (const title of titles) {
      clock.advance(1);
      const { id } = await start(ana, title);
      if (title !== 'three') await rest(ana, `/sessions/${id}/end`, 'POST');
    }
    const page = async (query: string): Promise<SessionPage> =>
      (await rest<SessionPage>(ana, `/sessions?cameraId=${camera.id}${query}`)).body;
    const first = await page('&limit=2');
    expect(first).toMatchObject({ total: 3, sessions: [{ title: 'three', endedAt: null }, { title: 'two' }] });
    expect(await page(`&limit=2&cursor=${first.nextCursor ?? ''}`)).toMatchObject({ sessions: [{ title: 'one' }], nextCursor: null });
    expect((await page('&open=true')).sessions.map(({ title }) => title)).toEqual(['three']);
    expect((await rest(ana, '/sessions?cursor=nonsense')).status).toBe(400);
    expect(await rest(ana, `/sessions/${randomUUID()}`)).toMatchObject({ status: 404, body: { code: 'session_not_found' } });
  });
});

describe('people in a session', () => {
  it('stay for a moment when their connection is lost, and are gone after that', async () => {
    const session = await start();
    await ben.client.emitWithAck('session:join', { sessionId: session.id });
    ben.client.disconnect();
    ben = await opens(ben.token, ben.id, ben.name);
    await ben.client.emitWithAck('session:join', { sessionId: session.id });
    clock.advance(60);
    expect(await textsOf(session.id)).toEqual(['started the session', 'joined']);
    ben.client.disconnect();
    const gone = (): string | null | undefined => told(ana, session.id)?.participants[1]?.leftAt;
    await expect
      .poll(() => {
        clock.advance(11);
        return gone();
      })
      .toBeTruthy();
    expect(await textsOf(session.id)).toEqual(['started the session', 'joined', 'left: the connection was lost']);
  });
});

describe('the log of a session', () => {
  it('has everything that was done at the camera, in order, for those who come late too', async () => {
    const session = await start();
    const sessionId = session.id;
    for (const exposure of [10, 20, 41.67]) {
      await ana.client.emitWithAck('settings:update', { cameraId: camera.id, settings: { exposure } });
    }
    clock.advance(3);
    await ana.client.emitWithAck('settings:update', { cameraId: camera.id, settings: { gain: 6 } });
    const reply = await ana.client.emitWithAck('capture', { cameraId: camera.id, label: 'Vein' });
    expect(reply).toMatchObject({ ok: true, capture: { sessionId } });
    const job = await ana.client.emitWithAck('job:start', { cameraId: camera.id, job: TIMELAPSE });
    if (!job.ok) throw new Error(job.error.message);
    expect(camera.jobs.starts[0]).toMatchObject({ sessionId });
    camera.jobs.report(job.job.id, { state: 'paused', done: 12, reason: 'unplugged', resumable: true });
    await expect.poll(() => ana.entries.at(-1)?.action).toBe('job.paused');
    await ana.client.emitWithAck('job:resume', { jobId: job.job.id });
    camera.jobs.report(job.job.id, { state: 'done', done: 58, missed: 2, endedAtUs: Date.now() * 1000 });
    await expect.poll(() => ana.entries.at(-1)?.action).toBe('job.done');
    const shape = { kind: 'arrow', from: { x: 1, y: 1 }, to: { x: 9, y: 9 }, text: 'here' } as const;
    const id = randomUUID();
    await ben.client.emitWithAck('annotation:put', { id, target: { kind: 'camera', cameraId: camera.id }, shape });
    await ben.client.emitWithAck('session:note', { sessionId, text: 'Looks **dense**' });
    await camera.close();
    await expect.poll(() => ana.entries.at(-1)?.action).toBe('fault.offline');
    await camera.connect();
    await expect.poll(() => ana.entries.at(-1)?.action).toBe('fault.recovered');

    const late = await somebody('viewer');
    await expect.poll(() => told(late, sessionId)).toMatchObject({ captures: 1 });
    const log = await logOf(sessionId, '', late);
    expect(log.map(({ action, text, person }) => [action, person?.name ?? null, text])).toEqual([
      ['session.start', 'The operator', 'started the session'],
      ['control.claimed', 'The operator', 'took control'],
      ['settings.update', 'The operator', 'exposure 8 → 41.67 ms'],
      ['settings.update', 'The operator', 'gain 0 → 6 dB'],
      ['capture.create', 'The operator', 'took "Vein", capture_20261122_141503_218.jpg (JPEG, 64 × 48, 41.67 ms, 6 dB)'],
      ['job.start', 'The operator', 'started a time-lapse of 60 pictures'],
      ['job.paused', null, 'time-lapse paused after 12 of 60 pictures: unplugged'],
      ['job.resume', 'The operator', 'let the time-lapse go on'],
      ['job.done', null, 'time-lapse finished: 58 of 60 pictures, 2 missed'],
      ['annotation.draw', 'The contributor', 'drew an arrow: here'],
      ['note.write', 'The contributor', 'Looks **dense**'],
      ['fault.offline', null, 'the camera service is gone'],
      ['fault.recovered', null, expect.stringMatching(/^the camera is back, after/)],
    ]);
    expect(log.map(({ id }) => id)).toEqual(log.map(({ id }) => id).sort((a, b) => a - b));
    expect(ana.entries.map(({ id }) => id)).toEqual(log.map(({ id }) => id));
    expect(log[2]?.details).toEqual({ settings: { exposure: { before: 8, after: 41.67 } } });
    late.client.disconnect();
  });

  it('is read in parts, forwards and backwards', async () => {
    const { id } = await start();
    for (const note of ['a', 'b', 'c', 'd']) await rest(ana, `/sessions/${id}/notes`, 'POST', { text: note });
    const all = await logOf(id);
    const page = async (query: string): Promise<[string[], boolean]> => {
      const { body } = await rest<SessionLog>(ana, `/sessions/${id}/log?${query}`);
      return [body.entries.map(({ text }) => text), body.more];
    };
    expect(await page('limit=2')).toEqual([['started the session', 'a'], true]);
    expect(await page(`limit=2&after=${all[1]?.id ?? 0}`)).toEqual([['b', 'c'], true]);
    expect(await page(`limit=9&after=${all[1]?.id ?? 0}`)).toEqual([['b', 'c', 'd'], false]);
    expect(await page(`limit=2&before=${all[4]?.id ?? 0}`)).toEqual([['b', 'c'], true]);
    expect(await page(`limit=9&before=${all[2]?.id ?? 0}`)).toEqual([['started the session', 'a'], false]);
    expect(await page('kind=session')).toEqual([['started the session'], false]);
  });

  it('has captures that the camera took by itself, also those that arrive late', async () => {
    clock.advance(60);
    const session = await start();
    const startUs = Date.parse(session.startedAt) * 1000;
    clock.advance(60);
    await rest(ana, `/sessions/${session.id}/end`, 'POST');
    const taken = async (capturedAtUs: number): Promise<string> => {
      const { metadata, jpeg } = await camera.makeCapture({ captureId: randomUUID() });
      await camera.upload({ ...metadata, source: 'http', capturedAtUs }, jpeg);
      return metadata.id;
    };
    const within = await taken(startUs + 30e6);
    await taken(startUs - 1e6);
    await taken(startUs + 62e6);
    const { body } = await rest<{ captures: { id: string; sessionId: string }[] }>(ana, `/captures?sessionId=${session.id}`);
    expect(body.captures).toMatchObject([{ id: within, sessionId: session.id }]);
    await expect.poll(async () => (await logOf(session.id, '?kind=capture')).length).toBe(1);
    expect((await rest<CaptureSession>(ana, `/sessions/${session.id}`)).body).toMatchObject({ captures: 1, entries: 3 });
  });
});

describe('a note', () => {
  it('is edited by its author and operators; whoever comes second is told, and nothing is lost', async () => {
    const { id: sessionId } = await start();
    const written = await ben.client.emitWithAck('session:note', { sessionId, text: 'first' });
    if (!written.ok) throw new Error(written.error.message);
    const { id: entryId } = written.entry;
    const carl = await somebody('contributor');
    const edit = (person: Somebody, text: string, revision?: number) =>
      person.client.emitWithAck('session:note', { sessionId, entryId, text, ...(revision !== undefined && { revision }) });
    expect(await edit(carl, 'mine', 1)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await edit(ana, 'second', 1)).toMatchObject({
      ok: true,
      entry: { revision: 2, text: 'second', editedBy: { name: 'The operator' } },
    });
    await expect.poll(() => ben.entries.at(-1)).toMatchObject({ id: entryId, revision: 2, text: 'second' });
    const late = await edit(ben, 'also second', 1);
    expect(late).toMatchObject({ ok: false, error: { code: 'conflict' } });
    if (!late.ok) expect(late.error.message).toMatch(/^The operator changed this note meanwhile/);
    expect(await edit(ben, 'third', 2)).toMatchObject({ ok: true, entry: { revision: 3 } });
    const removed = await rest(ben, `/sessions/${sessionId}/notes/${entryId}`, 'DELETE');
    expect(removed.body).toMatchObject({ text: '', revision: 4, deletedAt: expect.any(String) as string });
    expect((await rest(ana, `/sessions/${sessionId}/log/${entryId}/history`)).body).toMatchObject({
      revisions: [
        { revision: 3, text: 'third', by: { name: 'The contributor' } },
        { revision: 2, text: 'second', by: { name: 'The operator' } },
        { revision: 1, text: 'first', by: { name: 'The contributor' } },
      ],
    });
    expect((await rest(ana, `/sessions/${sessionId}/log/999999/history`)).status).toBe(404);
    expect((await rest(ana, `/sessions/${randomUUID()}/notes`, 'POST', { text: 'x' })).status).toBe(404);
    carl.client.disconnect();
  });

  it('that is being written is shown to the others only', async () => {
    const { id: sessionId } = await start();
    const seen: unknown[] = [];
    ana.client.on('session:typing', (who) => seen.push(who));
    ben.client.on('session:typing', () => seen.push('to themselves'));
    ben.client.emit('session:typing', { sessionId, typing: true });
    ben.client.emit('session:typing', { sessionId, typing: true });
    await expect.poll(() => seen).toEqual([{ sessionId, userId: ben.id, name: 'The contributor', typing: true }]);
    ben.client.disconnect();
    await expect.poll(() => seen.at(-1)).toMatchObject({ typing: false });
    expect(seen).toHaveLength(2);
  });
});

describe('the export of a session', () => {
  it('is a zip of everything, of the size that was said, and can be resumed', async () => {
    const session = await start(ana, 'Schnitt 12/b <Ω>');
    const path = `/sessions/${session.id}`;
    const ids: string[] = [];
    for (const label of ['=1+1', '"Ader", links']) {
      const reply = await ana.client.emitWithAck('capture', { cameraId: camera.id, label, notes: '**dense** <img src=x>' });
      if (!reply.ok) throw new Error(reply.error.message);
      ids.push(reply.capture.id);
    }
    const target = { kind: 'capture', captureId: ids[0] ?? '' } as const;
    const shape = { kind: 'measure', from: { x: 4, y: 4 }, to: { x: 34, y: 44 }, text: 'Zellwand <1>' } as const;
    await ben.client.emitWithAck('annotation:put', { id: randomUUID(), target, shape });
    const note = '# Seen\n[more](https://example.org) ![x](https://example.org/x.png)';
    await ben.client.emitWithAck('session:note', { sessionId: session.id, text: note });
    await rest(ana, `${path}/end`, 'POST');

    const made = (await rest<Download>(ana, `${path}/export`, 'POST')).body;
    const filename = expect.stringMatching(/^Schnitt 12-b _Ω_ \d{4}-\d\d-\d\d\.zip$/) as string;
    expect(made).toMatchObject({ files: 7, missing: [], filename });
    const get = (range?: string): Promise<Response> =>
      hub.api(made.url, { token: ana.token, ...(range !== undefined && { headers: { range } }) });
    const whole = await get();
    const zip = Buffer.from(await whole.arrayBuffer());
    expect(zip).toHaveLength(made.sizeBytes);
    expect(whole.headers.get('content-disposition')).toContain(`filename*=UTF-8''Schnitt%2012-b%20_%CE%A9_`);
    const resumed = await get('bytes=1000-');
    expect([resumed.status, resumed.headers.get('content-range')]).toEqual([206, `bytes 1000-${zip.length - 1}/${zip.length}`]);
    expect(Buffer.from(await resumed.arrayBuffer()).equals(zip.subarray(1000))).toBe(true);
    expect((await get(`bytes=${zip.length}-`)).status).toBe(416);
    expect((await hub.api(`${path}/export?download=${randomUUID()}`, { token: ana.token })).status).toBe(404);

    const files = await unzipped(zip);
    const master = 'masters/capture_20261122_141503_218.jpg';
    const second = 'masters/capture_20261122_141503_218_2.jpg';
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

/** What is in a zip: texts as they are, by Python's zipfile, which checks every check sum. */
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

describe('a session without anybody', () => {
  it('ends by itself after 12 hours, also over restarts of the hub', async () => {
    const session = await start();
    await ben.client.emitWithAck('session:join', { sessionId: session.id });
    clock.advance(13 * HOUR_S);
    expect((await rest<CaptureSession>(ana, `/sessions/${session.id}`)).body.endedAt).toBeNull();
    await hub.restart();
    clock.advance(60);
    await expect
      .poll(async () => (await rest<CaptureSession>(ana, `/sessions/${session.id}`)).body)
      .toMatchObject({
        endedAt: null,
        participants: [{ leftAt: expect.any(String) as string }, { leftAt: expect.any(String) as string }],
      });
    await hub.restart();
    clock.advance(12 * HOUR_S);
    await expect.poll(async () => (await rest<CaptureSession>(ana, `/sessions/${session.id}`)).body.endedAt).not.toBeNull();
    expect((await textsOf(session.id)).at(-1)).toContain('nobody had been in it for 12 hours');
  });
});
