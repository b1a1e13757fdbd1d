/** Limits on notes and participants of a session. */
import type { CaptureSession, CreatedShare, LoginResult, SessionPeople } from '@eyepiece/shared-types';
import { PARTICIPANTS_SHOWN } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type Limits } from '../../src/process/limits/limits.ts';
import { useHub } from '../setup/use-hub.ts';
import { enterByLink, post } from '../sockets/guest-link.ts';

const writing = { ...DEFAULT_LIMITS.writing, guestsPerMinute: 200, participants: 60, notesPerGuest: 2, noteRevisions: 3 };
const limits: Limits = { ...DEFAULT_LIMITS, writing: { ...writing, notes: { perPerson: 8, perLink: 1000, seconds: 60 } } };
const hub = useHub({}, { limits });
let token: string;
let cameras = 0;

beforeAll(async () => {
  token = (await hub.person('operator')).token;
});

async function openSession(): Promise<{ session: CaptureSession; secret: string }> {
  const cameraId = `stage-${String(cameras++)}`;
  await hub.camera({ cameraId }).connect();
  const session = await post<CaptureSession>(hub, token, '/sessions', { cameraId, title: 'Class' });
  const link = await post<CreatedShare>(hub, token, '/shares', { kind: 'session', sessionId: session.id });
  return { session, secret: link.url.split('#')[1] ?? '' };
}

const write = async (
  as: string,
  session: CaptureSession,
  body: object,
): Promise<[number, { id: number; code?: string; message?: string }]> => {
  const response = await hub.api(`/sessions/${session.id}/notes`, { method: 'POST', token: as, json: body });
  return [response.status, (await response.json()) as { id: number }];
};

it('limits the notes of a guest without affecting others', async () => {
  const { session, secret } = await openSession();
  const guest = (await enterByLink(hub, secret, 'Gil')).access_token;
  for (const text of ['one', 'two']) expect((await write(guest, session, { text }))[0]).toBe(201);
  expect(await write(guest, session, { text: 'three' })).toMatchObject([
    409,
    { code: 'limit_reached', message: 'This session has 2 notes of yours, which is the limit' },
  ]);
  for (const text of ['a', 'b', 'c']) expect((await write(token, session, { text }))[0]).toBe(201);
});

it('limits the notes of a person per minute, and keeps the first and newest texts of a note', async () => {
  const { session } = await openSession();
  const { token: contributor } = await hub.person('contributor');
  const [, { id: entryId }] = await write(contributor, session, { text: 'text 1' });
  for (let n = 2; n <= 8; n += 1) expect((await write(contributor, session, { text: `text ${String(n)}`, entryId }))[0]).toBe(201);
  const refused = await hub.api(`/sessions/${session.id}/notes`, { method: 'POST', token: contributor, json: { text: 'one more' } });
  expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
  const history = await hub.api(`/sessions/${session.id}/log/${String(entryId)}/history`, { token });
  const { revisions } = (await history.json()) as { revisions: { text: string }[] };
  expect(revisions.map(({ text }) => text)).toEqual(['text 7', 'text 6', 'text 1']);
});

it('sends many participants as changes and counts, and only counts those who left long ago', async () => {
  const { session, secret } = await openSession();
  const states: CaptureSession[] = [];
  const changes: SessionPeople[] = [];
  await hub.client({ token }, {}, (socket) => {
    socket.on('session:state', (state) => state.id === session.id && states.push(state));
    socket.on('session:people', (people) => people.sessionId === session.id && changes.push(people));
  });
  const people: LoginResult[] = [];
  const guests = 70;
  for (let n = 0; n < guests; n += 1) people.push(await enterByLink(hub, secret, `Guest ${String(n)}`));
  const act = async ({ access_token }: LoginResult, what: 'join' | 'leave'): Promise<CaptureSession> => {
    const response = await hub.api(`/sessions/${session.id}/${what}`, { method: 'POST', token: access_token });
    expect(response.status, what).toBe(200);
    return (await response.json()) as CaptureSession;
  };
  const [first, ...others] = people;
  await act(first!, 'join');
  await act(first!, 'leave');
  for (const guest of others.slice(0, 58)) await act(guest, 'join');
  // The list of 60 is full: the next guest replaces the one who left, and the guest after that is refused.
  const joined = await act(others[58]!, 'join');
  expect(joined).toMatchObject({ presentCount: 60, participantCount: 61 });
  expect(joined.participants.some(({ userId }) => userId === others[58]!.user.id)).toBe(true);
  const full = await hub.api(`/sessions/${session.id}/join`, { method: 'POST', token: others[59]!.access_token });
  expect([full.status, ((await full.json()) as { code: string }).code]).toEqual([409, 'limit_reached']);

  await expect.poll(() => states.at(-1)?.participantCount).toBe(61);
  await expect.poll(() => changes.at(-1)?.presentCount).toBe(60);
  expect(Math.max(...states.map(({ participants }) => participants.length))).toBe(PARTICIPANTS_SHOWN);
  const announced = new Set(changes.flatMap(({ changed }) => changed.map(({ userId }) => userId)));
  expect(announced.size).toBe(60);
  const whole = (await (await hub.api(`/sessions/${session.id}`, { token })).json()) as CaptureSession;
  expect(whole.participants).toHaveLength(60);
  expect(whole.participants.some(({ userId }) => userId === first!.user.id)).toBe(false);
});
