import { expect, it } from 'vitest';
import { z } from 'zod';
import type { HubServices } from '../process/opening/services.ts';
import { handle } from './handle.ts';
import type { HubSocket } from './io.ts';

const guest = { kind: 'session', shareId: 's', cameraId: 'bench-3', sessionId: 'x' } as const;
const principal = { userId: 'g', name: 'Guest', role: 'viewer', guest };
const services = { users: { currentPrincipal: () => Promise.resolve(principal) } } as unknown as HubServices;
const connection = { begin: () => true, done: () => undefined };
const socket = { data: { principal, connection } } as unknown as HubSocket;

interface Asked {
  readonly ok: boolean;
  readonly error?: { readonly code: string };
}

function ask(guests: (() => boolean | Promise<boolean>) | undefined, run: () => object): Promise<Asked> {
  const listener = handle(services, socket, 'watch', { schema: z.object({}), allow: 'camera:view', ...(guests && { guests }), run });
  return new Promise((resolve) => listener({}, resolve));
}

it('runs an event of a guest in the same turn as the permission check', async () => {
  let open = true;
  const seen: boolean[] = [];
  const check = (): boolean => {
    queueMicrotask(() => (open = false));
    return open;
  };
  const reply = await ask(check, () => {
    seen.push(open);
    return { seen: open };
  });
  expect(reply).toEqual({ ok: true, seen: true });
  expect(seen).toEqual([true]);
});

it.each([
  ['at once', () => false],
  ['later', () => Promise.resolve(false)],
  ['by default', undefined],
])('does not run the event of a guest who is refused %s', async (_when, guests) => {
  let ran = false;
  const reply = await ask(guests, () => {
    ran = true;
    return {};
  });
  expect(reply).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  expect(ran).toBe(false);
});

it('waits for an asynchronous permission check', async () => {
  expect(
    await ask(
      () => Promise.resolve(true),
      () => ({ done: 1 }),
    ),
  ).toEqual({ ok: true, done: 1 });
});
