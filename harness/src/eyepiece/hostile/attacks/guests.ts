/** Guests of one link that do everything they may, as often as possible. */
import { randomUUID } from 'node:crypto';
import { becomeGuest, call, outcomeOf } from '../clients/call.ts';
import { Intruder } from '../clients/intruder.ts';
import type { Assault, Attack } from '../target.ts';
import { REQUESTS } from './floods.ts';

const GUESTS = 20;
const EVENTS = ['session:join', 'session:note', 'session:typing', 'annotation:put', 'pointer', 'session:leave', 'watch'] as const;

export const GUESTS_FRENZY: Attack = {
  name: 'guests',
  about: `${GUESTS} guests of one link who do everything that is allowed`,
  run: async (assault) => {
    await Promise.all(Array.from({ length: GUESTS }, () => guest(assault)));
  },
};

async function guest(assault: Assault): Promise<void> {
  const { target, over, count, random } = assault;
  const { port } = target.hub;
  let token: string | undefined;
  let intruder: Intruder | undefined;
  while (!over()) {
    // A new identity from time to time, with the same link.
    if (token === undefined || random.next() < 0.1) {
      token = (await becomeGuest(port, target.shareSecret)) ?? token;
      count(token === undefined ? 'not admitted' : 'admitted');
    }
    if (token === undefined) continue;
    if (!intruder?.open) intruder = await Intruder.enter(port, token);
    const event = random.choose(EVENTS);
    await intruder?.flood(event, REQUESTS[event](target), 20, true);
    const request = random.choose(requests(assault));
    count(outcomeOf(await call({ port, token, ...request })));
  }
  intruder?.leave();
}

function requests({ target, random }: Assault): { method?: string; path: string; json?: object }[] {
  const { sessionId, cameraId } = target;
  const capture = `/api/v1/captures/${random.choose(target.captureIds)}`;
  const session = `/api/v1/sessions/${sessionId}`;
  // A different window each time, so that no cache answers.
  const gamma = (0.5 + random.next()).toFixed(4);
  return [
    { path: `${capture}/view?gamma=${gamma}` },
    { path: `${capture}/statistics` },
    { path: `${capture}/thumbnail?size=large` },
    { path: `${capture}/file` },
    { path: `/api/v1/captures?sessionId=${sessionId}&limit=200` },
    { path: `/api/v1/captures/timeline?sessionId=${sessionId}` },
    { path: `/api/v1/annotations?cameraId=${cameraId}` },
    { path: `${session}/log?limit=1000` },
    { method: 'POST', path: `${session}/join` },
    { method: 'POST', path: `${session}/leave` },
    { method: 'POST', path: `${session}/notes`, json: { text: randomUUID().repeat(100) } },
    { path: `/api/v1/cameras/${cameraId}/snapshot.jpg` },
  ];
}
