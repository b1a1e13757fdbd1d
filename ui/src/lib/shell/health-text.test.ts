import { expect, it } from 'vitest';
import { healthText } from './health-text.ts';

it.each([
  [null, 3, null],
  [{ database: 'ok', freeBytes: 1e9, full: null, store: 'ok' }, 3, null],
  [{ database: 'unavailable', freeBytes: 1e9, full: null, store: 'ok' }, 0, "Database not reachable: captures wait in the camera's spool"],
  [
    { database: 'unavailable', freeBytes: 0, full: 'disk', store: 'ok' },
    3,
    "Database not reachable: captures wait in the camera's spool (3)",
  ],
  [{ database: 'ok', freeBytes: 1e9, full: null, store: 'ok', redis: 'ok' }, 0, null],
  [
    { database: 'ok', freeBytes: 1e9, full: null, store: 'ok', redis: 'unavailable' },
    0,
    'Other hubs not reachable: what happens there is shown later',
  ],
  [{ database: 'ok', freeBytes: 0, full: 'disk', store: 'ok' }, 1, "The hub's disk is full: captures wait in the camera's spool (1)"],
  [{ database: 'ok', freeBytes: 0, full: 'quota', store: 'ok' }, 0, "The quota is used up: captures wait in the camera's spool"],
  [
    { database: 'ok', freeBytes: 9, full: null, store: 'unavailable' },
    2,
    "File store not reachable: captures wait in the camera's spool (2)",
  ],
  [{ database: 'ok', freeBytes: 9, full: null, store: 'full' }, 0, "The file store is full: captures wait in the camera's spool"],
  [{ database: 'ok', freeBytes: 9, full: null, store: 'refuses' }, 0, "The file store refuses access: captures wait in the camera's spool"],
  [{ database: 'ok', freeBytes: 1e9, full: null, store: 'ok', redis: 'ok', hubs: 'ok' }, 0, null],
  [
    { database: 'ok', freeBytes: 1e9, full: null, store: 'ok', redis: 'ok', hubs: 'unreachable' },
    0,
    'A hub is not reachable from this one: its cameras do not answer here',
  ],
] as const)('describes %j with %d waiting as %j', (health, spooled, text) => expect(healthText(health, spooled)).toBe(text));

it('tells administrators what is wrong with the certificate of HTTPS', () => {
  const of = (certificate: 'ok' | 'not_renewed' | 'expiring' | 'invalid') =>
    ({ database: 'ok', freeBytes: 1e9, full: null, store: 'ok', certificate }) as const;
  expect(healthText(of('ok'), 0, true)).toBeNull();
  expect(healthText(of('expiring'), 0, true)).toBe('The certificate of HTTPS expires soon');
  expect(healthText(of('not_renewed'), 0, true)).toMatch(/^The changed certificate of HTTPS cannot be used/);
  expect(healthText(of('invalid'), 0, true)).toMatch(/^The certificate of HTTPS is not valid/);
  expect(healthText(of('invalid'), 0)).toBeNull();
  expect(healthText({ ...of('invalid'), hubs: 'unreachable' }, 0, true)).toMatch(/^A hub is not reachable/);
});
