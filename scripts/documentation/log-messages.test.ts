import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loggedMessages } from './log-messages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/reference/log-messages.md'), 'utf8');
const logged = loggedMessages(root);
const documented = [...page.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, message = '', text = '']) => ({ message, text }));

it('finds the messages in the sources', () => {
  expect(logged.filter(({ file }) => file.startsWith('hub/')).length).toBeGreaterThan(60);
  expect(logged.filter(({ file }) => file.startsWith('camera-ws/')).length).toBeGreaterThan(60);
});

it('has an entry for every warning and error of hub and camera service', () => {
  const texts = documented.map(({ message }) => message);
  expect(logged.filter(({ text }) => text !== undefined && !texts.includes(text)).map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});

/** Their texts are those of an error or of an argument. */
it('knows the messages that are variables', () => {
  expect(logged.filter(({ text }) => text === undefined).map(({ file }) => file)).toEqual([
    // `HUB_ADVERTISE_URL=…`
    'hub/src/cluster/directory/directory.ts',
    // The message of the error that the client gets.
    'hub/src/http/middleware/errors.ts',
    // `expired sign-ins could not be deleted`
    'hub/src/people/access/login-sessions.ts',
    // A warning of the library for the database.
    'hub/src/persistence/orm/orm.ts',
  ]);
});

it('has no entry that nothing logs', () => {
  const texts = logged.map(({ text }) => text);
  const ofVariables = [
    'HUB_ADVERTISE_URL=… is also the address of another hub: each hub needs its own',
    'expired sign-ins could not be deleted',
  ];
  expect(documented.map(({ message }) => message).filter((message) => ![...texts, ...ofVariables].includes(message))).toEqual([]);
});
