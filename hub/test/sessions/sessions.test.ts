/** Capture sessions by sockets and REST. */
import { randomUUID } from 'node:crypto';
import type { CaptureSession, SessionLog, SessionPage } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { TIMELAPSE } from '../setup/camera-parts/fake-jobs.ts';
import { useSessionBench, type Participant } from './session-bench.ts';

const HOUR_S = 3600;
const bench = useSessionBench();
const { clock, addPerson, connect, rest, start, logOf } = bench;
const textsOf = async (id: string): Promise<string[]> => (await logOf(id)).map(({ text }) => text);
const lastState = (person: Participant, id: string): CaptureSession | undefined => person.states.findLast((session) => session.id === id);

describe('a session', () => {
  it('is started, joined, left and ended, and all clients are notified', async () => {
    const session = await start();
    expect(session).toMatchObject({
      cameraName: `Camera ${bench.camera.id}`,
      title: 'Onion skin',
      tags: ['onion'],
      owner: { id: bench.ana.id },
      endedAt: null,
      participants: [{ userId: bench.ana.id, guest: false, leftAt: null }],
      captures: 0,
      entries: 1,
    });
    await expect.poll(() => lastState(bench.ben, session.id)).toMatchObject({ title: 'Onion skin' });

    const joined = await bench.ben.client.emitWithAck('session:join', { sessionId: session.id });
    expect(joined).toMatchObject({
      ok: true,
      session: { participants: [{ userId: bench.ana.id }, { userId: bench.ben.id, leftAt: null }] },
    });
    await bench.ben.client.emitWithAck('session:leave', { sessionId: session.id });
    await expect.poll(() => lastState(bench.ana, session.id)?.participants[1]?.leftAt).not.toBeNull();
    await rest(bench.ben, `/sessions/${session.id}/join`, 'POST');

    expect((await rest(bench.ben, `/sessions/${session.id}/end`, 'POST')).status).toBe(403);
    const ended = await rest<CaptureSession>(bench.ana, `/sessions/${session.id}/end`, 'POST');
    expect(ended.body.endedAt).not.toBeNull();
    expect(ended.body.participants.map(({ leftAt }) => leftAt)).toEqual([ended.body.endedAt, ended.body.endedAt]);
    expect(await textsOf(session.id)).toEqual(['started the session', 'joined', 'left', 'joined', 'ended the session']);
    expect((await rest(bench.ana, `/sessions/${session.id}/end`, 'POST')).body).toMatchObject({ endedAt: ended.body.endedAt });
    expect(await rest(bench.ben, `/sessions/${session.id}/join`, 'POST')).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  it('is the only open session of its camera', async () => {
    await start();
    const second = await rest<{ message: string }>(bench.ana, '/sessions', 'POST', { cameraId: bench.camera.id, title: 'Another' });
    expect(second).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(second.body.message).toContain('"Onion skin" of The operator');
    const [one, two] = await Promise.all(['a', 'b'].map(() => rest(bench.ana, '/sessions', 'POST', { cameraId: 'nowhere', title: 'x' })));
    expect([one?.status, two?.status]).toEqual([404, 404]);
  });

  it('can be changed by its owner and operators, and found by words and people', async () => {
    const word = `w${bench.camera.id.replace('-', '')}`;
    const session = await start(bench.ben, `Slide ${word}`);
    const path = `/sessions/${session.id}`;
    const carl = await addPerson('contributor');
    expect((await rest(carl, path, 'PATCH', { title: 'Mine' })).status).toBe(403);
    await rest(bench.ana, path, 'PATCH', { title: `Slide 7 ${word}`, description: 'Epidermis' });
    await rest(bench.ben, path, 'PATCH', { description: 'Epidermis' });
    expect(await textsOf(session.id)).toEqual(['started the session', `renamed the session to "Slide 7 ${word}", changed the description`]);
    const found = async (q: string): Promise<string[]> =>
      (await rest<SessionPage>(bench.ana, `/sessions?q=${encodeURIComponent(q)}`)).body.sessions.map(({ id }) => id);
    expect(await found(`EPIDERM ${word} contributor`)).toEqual([session.id]);
    expect(await found(`${word} nobody`)).toEqual([]);
    carl.client.disconnect();
  });

  it('keeps all tags that two people add and remove at once', async () => {
    const { id, tags } = await start(bench.ben);
    expect(tags).toEqual(['onion']);
    await Promise.all([
      rest(bench.ana, `/sessions/${id}`, 'PATCH', { addTags: ['hers'] }),
      rest(bench.ben, `/sessions/${id}`, 'PATCH', { addTags: ['his'], removeTags: ['onion'] }),
    ]);
    expect((await rest<CaptureSession>(bench.ana, `/sessions/${id}`)).body.tags.sort()).toEqual(['hers', 'his']);
  });

  it('is listed newest first, in pages', async () => {
    const titles = ['one', 'two', 'three'];
    for (const title of titles) {
      clock.advance(1);
      const { id } = await start(bench.ana, title);
      if (title !== 'three') await rest(bench.ana, `/sessions/${id}/end`, 'POST');
    }
    const page = async (query: string): Promise<SessionPage> =>
      (await rest<SessionPage>(bench.ana, `/sessions?cameraId=${bench.camera.id}${query}`)).body;
    const first = await page('&limit=2');
    expect(first).toMatchObject({ total: 3, sessions: [{ title: 'three', endedAt: null }, { title: 'two' }] });
    expect(await page(`&limit=2&cursor=${first.nextCursor ?? ''}`)).toMatchObject({ sessions: [{ title: 'one' }], nextCursor: null });
    expect((await page('&open=true')).sessions.map(({ title }) => title)).toEqual(['three']);
    expect((await rest(bench.ana, '/sessions?cursor=nonsense')).status).toBe(400);
    expect(await rest(bench.ana, `/sessions/${randomUUID()}`)).toMatchObject({ status: 404, body: { code: 'session_not_found' } });
  });
});

describe('people in a session', () => {
  it('stay for a grace period when their connection is lost, and leave after it', async () => {
    const session = await start();
    await bench.ben.client.emitWithAck('session:join', { sessionId: session.id });
    bench.ben.client.disconnect();
    bench.ben = await connect(bench.ben.token, bench.ben.id, bench.ben.name);
    await bench.ben.client.emitWithAck('session:join', { sessionId: session.id });
    clock.advance(60);
    expect(await textsOf(session.id)).toEqual(['started the session', 'joined']);
    bench.ben.client.disconnect();
    const gone = (): string | null | undefined => lastState(bench.ana, session.id)?.participants[1]?.leftAt;
    await expect
      .poll(() => {
        clock.advance(11);
        return gone();
      })
      .toBeTruthy();
    expect(await textsOf(session.id)).toEqual(['started the session', 'joined', 'left: closed the connection']);
  });
});

describe('the log of a session', () => {
  it('contains all actions at the camera in order, also for later clients', async () => {
    const session = await start();
    const sessionId = session.id;
    for (const exposure of [10, 20, 41.67]) {
      await bench.ana.client.emitWithAck('settings:update', { cameraId: bench.camera.id, settings: { exposure } });
    }
    clock.advance(3);
    await bench.ana.client.emitWithAck('settings:update', { cameraId: bench.camera.id, settings: { gain: 6 } });
    const reply = await bench.ana.client.emitWithAck('capture', { cameraId: bench.camera.id, label: 'Vein' });
    expect(reply).toMatchObject({ ok: true, capture: { sessionId } });
    const job = await bench.ana.client.emitWithAck('job:start', { cameraId: bench.camera.id, job: TIMELAPSE });
    if (!job.ok) throw new Error(job.error.message);
    expect(bench.camera.jobs.starts[0]).toMatchObject({ sessionId });
    bench.camera.jobs.report(job.job.id, { state: 'paused', done: 12, reason: 'unplugged', resumable: true });
    await expect.poll(() => bench.ana.entries.at(-1)?.action).toBe('job.paused');
    await bench.ana.client.emitWithAck('job:resume', { jobId: job.job.id });
    bench.camera.jobs.report(job.job.id, { state: 'done', done: 58, missed: 2, endedAtUs: Date.now() * 1000 });
    await expect.poll(() => bench.ana.entries.at(-1)?.action).toBe('job.done');
    const shape = { kind: 'arrow', from: { x: 1, y: 1 }, to: { x: 9, y: 9 }, text: 'here' } as const;
    const id = randomUUID();
    await bench.ben.client.emitWithAck('annotation:put', { id, target: { kind: 'camera', cameraId: bench.camera.id }, shape });
    await bench.ben.client.emitWithAck('session:note', { sessionId, text: 'Looks **dense**' });
    await bench.camera.close();
    await expect.poll(() => bench.ana.entries.at(-1)?.action).toBe('fault.offline');
    await bench.camera.connect();
    await expect.poll(() => bench.ana.entries.at(-1)?.action).toBe('fault.recovered');

    const late = await addPerson('viewer');
    await expect.poll(() => lastState(late, sessionId)).toMatchObject({ captures: 1 });
    const log = await logOf(sessionId, '', late);
    expect(log.map(({ action, text, person }) => [action, person?.name ?? null, text])).toEqual([
      ['session.start', 'The operator', 'started the session'],
      ['control.claimed', 'The operator', 'took control'],
      ['settings.update', 'The operator', 'exposure 8 → 41.67 ms'],
      ['settings.update', 'The operator', 'gain 0 → 6 dB'],
      [
        'capture.create',
        'The operator',
        expect.stringMatching(/^took "Vein", Camera .*_0001_Vein\.jpg \(JPEG, 64 × 48, 41\.67 ms, 6 dB\)$/),
      ],
      ['job.start', 'The operator', 'started a time-lapse of 60 pictures'],
      ['job.paused', null, 'time-lapse paused after 12 of 60 pictures: unplugged'],
      ['job.resume', 'The operator', 'resumed the time-lapse'],
      ['job.done', null, 'time-lapse finished: 58 of 60 pictures, 2 missed'],
      ['annotation.draw', 'The contributor', 'drew an arrow: here'],
      ['note.write', 'The contributor', 'Looks **dense**'],
      ['fault.offline', null, 'the link to the camera service was lost'],
      ['fault.recovered', null, expect.stringMatching(/^the camera is back, after/)],
    ]);
    expect(log.map(({ id }) => id)).toEqual(log.map(({ id }) => id).sort((a, b) => a - b));
    expect(bench.ana.entries.map(({ id }) => id)).toEqual(log.map(({ id }) => id));
    expect(log[2]?.details).toEqual({ settings: { exposure: { before: 8, after: 41.67 } } });
    late.client.disconnect();
  });

  it('can be read in pages, forwards and backwards', async () => {
    const { id } = await start();
    for (const note of ['a', 'b', 'c', 'd']) await rest(bench.ana, `/sessions/${id}/notes`, 'POST', { text: note });
    const all = await logOf(id);
    const page = async (query: string): Promise<[string[], boolean]> => {
      const { body } = await rest<SessionLog>(bench.ana, `/sessions/${id}/log?${query}`);
      return [body.entries.map(({ text }) => text), body.more];
    };
    expect(await page('limit=2')).toEqual([['started the session', 'a'], true]);
    expect(await page(`limit=2&after=${all[1]?.id ?? 0}`)).toEqual([['b', 'c'], true]);
    expect(await page(`limit=9&after=${all[1]?.id ?? 0}`)).toEqual([['b', 'c', 'd'], false]);
    expect(await page(`limit=2&before=${all[4]?.id ?? 0}`)).toEqual([['b', 'c'], true]);
    expect(await page(`limit=9&before=${all[2]?.id ?? 0}`)).toEqual([['started the session', 'a'], false]);
    expect(await page('kind=session')).toEqual([['started the session'], false]);
  });

  it('contains captures made without the hub, also if they arrive late', async () => {
    clock.advance(60);
    const session = await start();
    const startUs = Date.parse(session.startedAt) * 1000;
    clock.advance(60);
    await rest(bench.ana, `/sessions/${session.id}/end`, 'POST');
    const taken = async (capturedAtUs: number): Promise<string> => {
      const { metadata, jpeg } = await bench.camera.makeCapture({ captureId: randomUUID() });
      await bench.camera.upload({ ...metadata, source: 'http', capturedAtUs }, jpeg);
      return metadata.id;
    };
    const within = await taken(startUs + 30e6);
    await taken(startUs - 1e6);
    await taken(startUs + 62e6);
    const { body } = await rest<{ captures: { id: string; sessionId: string }[] }>(bench.ana, `/captures?sessionId=${session.id}`);
    expect(body.captures).toMatchObject([{ id: within, sessionId: session.id }]);
    await expect.poll(async () => (await logOf(session.id, '?kind=capture')).length).toBe(1);
    expect((await rest<CaptureSession>(bench.ana, `/sessions/${session.id}`)).body).toMatchObject({ captures: 1, entries: 3 });
  });
});

describe('a note', () => {
  it('can be edited by its author and operators; a conflicting edit is refused, and all revisions are kept', async () => {
    const { id: sessionId } = await start();
    const written = await bench.ben.client.emitWithAck('session:note', { sessionId, text: 'first' });
    if (!written.ok) throw new Error(written.error.message);
    const { id: entryId } = written.entry;
    const carl = await addPerson('contributor');
    const edit = (person: Participant, text: string, revision?: number) =>
      person.client.emitWithAck('session:note', { sessionId, entryId, text, ...(revision !== undefined && { revision }) });
    expect(await edit(carl, 'mine', 1)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await edit(bench.ana, 'second', 1)).toMatchObject({
      ok: true,
      entry: { revision: 2, text: 'second', editedBy: { name: 'The operator' } },
    });
    await expect.poll(() => bench.ben.entries.at(-1)).toMatchObject({ id: entryId, revision: 2, text: 'second' });
    const late = await edit(bench.ben, 'also second', 1);
    expect(late).toMatchObject({ ok: false, error: { code: 'conflict' } });
    if (!late.ok) expect(late.error.message).toMatch(/^The operator changed this note meanwhile/);
    expect(await edit(bench.ben, 'third', 2)).toMatchObject({ ok: true, entry: { revision: 3 } });
    const removed = await rest(bench.ben, `/sessions/${sessionId}/notes/${entryId}`, 'DELETE');
    expect(removed.body).toMatchObject({ text: '', revision: 4, deletedAt: expect.any(String) as string });
    expect((await rest(bench.ana, `/sessions/${sessionId}/log/${entryId}/history`)).body).toMatchObject({
      revisions: [
        { revision: 3, text: 'third', by: { name: 'The contributor' } },
        { revision: 2, text: 'second', by: { name: 'The operator' } },
        { revision: 1, text: 'first', by: { name: 'The contributor' } },
      ],
    });
    expect((await rest(bench.ana, `/sessions/${sessionId}/log/999999/history`)).status).toBe(404);
    expect((await rest(bench.ana, `/sessions/${randomUUID()}/notes`, 'POST', { text: 'x' })).status).toBe(404);
    carl.client.disconnect();
  });

  it('is shown as being typed to other people only', async () => {
    const { id: sessionId } = await start();
    const seen: unknown[] = [];
    bench.ana.client.on('session:typing', (typing) => seen.push(typing));
    bench.ben.client.on('session:typing', () => seen.push('sent to its author'));
    bench.ben.client.emit('session:typing', { sessionId, typing: true });
    bench.ben.client.emit('session:typing', { sessionId, typing: true });
    await expect.poll(() => seen).toEqual([{ sessionId, userId: bench.ben.id, name: 'The contributor', typing: true }]);
    bench.ben.client.disconnect();
    await expect.poll(() => seen.at(-1)).toMatchObject({ typing: false });
    expect(seen).toHaveLength(2);
  });
});

describe('a session without participants', () => {
  it('ends automatically after 12 hours, also across restarts of the hub', async () => {
    const session = await start();
    await bench.ben.client.emitWithAck('session:join', { sessionId: session.id });
    clock.advance(13 * HOUR_S);
    expect((await rest<CaptureSession>(bench.ana, `/sessions/${session.id}`)).body.endedAt).toBeNull();
    await bench.hub.restart();
    clock.advance(60);
    await expect
      .poll(async () => (await rest<CaptureSession>(bench.ana, `/sessions/${session.id}`)).body)
      .toMatchObject({
        endedAt: null,
        participants: [{ leftAt: expect.any(String) as string }, { leftAt: expect.any(String) as string }],
      });
    await bench.hub.restart();
    clock.advance(12 * HOUR_S);
    await expect.poll(async () => (await rest<CaptureSession>(bench.ana, `/sessions/${session.id}`)).body.endedAt).not.toBeNull();
    expect((await textsOf(session.id)).at(-1)).toContain('it had no participants for 12 hours');
  });
});
