import { expect, it } from 'vitest';
import { hubSecrets, type HubSecretsParts } from './hub-secrets.ts';

const secrets = { cameraToken: 'the camera token', jwtSecret: 'the signing secret' };
const NO_ADMIN = { email: undefined, password: undefined };
const of = (config: Partial<HubSecretsParts['config']>, firstRunLink?: string): string[] =>
  hubSecrets({
    config: { admin: NO_ADMIN, databaseUrl: 'postgresql:///eyepiece', databasePassword: undefined, metricsToken: undefined, ...config },
    secrets,
    firstRunLink,
  });

it('are the camera token and the signing secret', () => {
  expect(of({})).toEqual(['the camera token', 'the signing secret']);
});

it('include the token for the metrics', () => {
  expect(of({ metricsToken: 'the metrics token' })).toContain('the metrics token');
});

it('include the password of the database in the environment', () => {
  expect(of({ databasePassword: 'PGPASSWORD' })).toContain('PGPASSWORD');
});

it('include the configured password and the link of the first administrator', () => {
  expect(of({ admin: { email: undefined, password: 'configured' } })).toContain('configured');
  expect(of({}, 'the link')).toContain('the link');
});

it.each([
  ['postgresql://ana:hunter2@database/eyepiece', ['hunter2']],
  ['postgresql://ana:hunter%402@database/eyepiece', ['hunter%402', 'hunter@2']],
  ['postgresql://ana:hunter%2@database/eyepiece', ['hunter%2']],
  ['postgresql://database/eyepiece?sslmode=require&password=hunter%402', ['hunter%402', 'hunter@2']],
  ['postgresql://database/eyepiece', []],
  ['not an address', []],
])('include the password in %s', (databaseUrl, expected) => {
  expect(of({ databaseUrl }).slice(2)).toEqual(expected);
});
