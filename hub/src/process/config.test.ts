import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const DATABASE_URL = 'postgresql://postgres:hunter2@localhost/eyepiece';
const REDIS_URL = 'rediss://:hunter2@redis.example:6380/3';
const HUB_ADVERTISE_URL = 'http://10.0.0.1:3000/eyepiece/';
const CLUSTER_TOKEN = 'a-token-of-thirty-two-characters';

describe('readConfig', () => {
  it('has defaults for everything but the database', () => {
    expect(readConfig({ DATABASE_URL })).toMatchObject({
      host: '0.0.0.0',
      port: 3000,
      serviceTimeoutMs: 30_000,
      sessionSeconds: 12 * 3600,
      allowedOrigins: [],
      databaseUrl: DATABASE_URL,
    });
  });

  it('treats an empty variable as absent', () => {
    const names = ['HUB_PORT', 'SERVICE_TIMEOUT', 'SESSION_HOURS', 'MAX_CAPTURE_MB', 'LOG_LEVEL', 'BASE_PATH', 'METRICS_TOKEN'];
    const empty = Object.fromEntries(names.map((name) => [name, '']));
    expect(readConfig({ DATABASE_URL, ...empty })).toEqual(readConfig({ DATABASE_URL }));
  });

  it('accepts a socket folder as database host', () => {
    const url = 'postgresql://postgres@%2Frun%2Fdb:5432/postgres';
    expect(readConfig({ DATABASE_URL: url }).databaseUrl).toBe(url);
  });

  it.each(['*', 'lab.example', 'https://lab.example/page', 'ftp://lab.example', 'null'])('refuses CORS_ORIGINS=%s', (CORS_ORIGINS) => {
    expect(() => readConfig({ DATABASE_URL, CORS_ORIGINS })).toThrow(/CORS_ORIGINS.*is not an origin/);
  });

  it('splits and trims the allowed origins', () => {
    const ALLOWED_ORIGINS = ' https://lab.example/ , http://bench:8080';
    expect(readConfig({ DATABASE_URL, ALLOWED_ORIGINS }).allowedOrigins).toEqual(['https://lab.example', 'http://bench:8080']);
  });

  it.each([
    [undefined, 0],
    ['', 0],
    ['false', 0],
    ['true', 1],
    ['2', 2],
    ['10.0.0.1, fd00::/8', ['10.0.0.1', 'fd00::/8']],
  ])('reads TRUST_PROXY=%s', (TRUST_PROXY, trustProxy) => {
    expect(readConfig({ DATABASE_URL, TRUST_PROXY }).trustProxy).toEqual(trustProxy);
  });

  it.each([
    [undefined, ''],
    ['/', ''],
    ['/eyepiece/', '/eyepiece'],
    ['/lab-3/eyepiece', '/lab-3/eyepiece'],
  ])('reads BASE_PATH=%s', (BASE_PATH, basePath) => {
    expect(readConfig({ DATABASE_URL, BASE_PATH }).basePath).toBe(basePath);
  });

  it.each([
    [{}, undefined],
    [{ PUBLIC_URL: ' https://lab.example/ ' }, 'https://lab.example'],
    [{ PUBLIC_URL: 'https://lab.example:8443/eyepiece/', BASE_PATH: '/eyepiece/' }, 'https://lab.example:8443/eyepiece'],
  ])('reads the public address of %j', (given, publicUrl) => {
    expect(readConfig({ DATABASE_URL, ...given }).publicUrl).toBe(publicUrl);
  });

  it('refuses a public address with another path than BASE_PATH', () => {
    const refused = (): unknown => readConfig({ DATABASE_URL, PUBLIC_URL: 'https://lab.example', BASE_PATH: '/a' });
    expect(refused).toThrow(new ConfigError('PUBLIC_URL=https://lab.example: must end with BASE_PATH, /a'));
  });

  const HTTPS = { port: 3443, required: false, files: undefined, names: [], hstsSeconds: 180 * 24 * 3600 };
  it.each([
    [{}, HTTPS],
    [{ TLS: 'off' }, undefined],
    [{ TLS: 'off', TLS_CERT: '/a', TLS_KEY: '/b' }, undefined],
    [{ TLS: 'on' }, { ...HTTPS, required: true }],
    [{ TLS_PORT: '0' }, { ...HTTPS, port: 0, required: true }],
    [{ TRUST_PROXY: '1' }, undefined],
    [
      { TRUST_PROXY: '10.0.0.1', TLS: 'on' },
      { ...HTTPS, required: true },
    ],
    [
      { TRUST_PROXY: '1', TLS_CERT: '/a', TLS_KEY: '/b', HSTS_DAYS: '0' },
      { ...HTTPS, required: true, files: { certFile: '/a', keyFile: '/b' }, hstsSeconds: 0 },
    ],
    [{ TLS_NAMES: 'lab.example, 10.0.0.1' }, { ...HTTPS, names: ['lab.example', '10.0.0.1'] }],
  ])('reads %j', (env, tls) => {
    expect(readConfig({ DATABASE_URL, ...env }).tls).toEqual(tls);
  });

  it('reads what several hubs need', () => {
    expect(readConfig({ DATABASE_URL }).cluster).toBeUndefined();
    const given = { DATABASE_URL, REDIS_URL, HUB_ADVERTISE_URL, CLUSTER_TOKEN, STORE_URL: '/srv/files', BASE_PATH: '/eyepiece/' };
    const read = { redisUrl: REDIS_URL, advertiseUrl: 'http://10.0.0.1:3000/eyepiece', token: CLUSTER_TOKEN, caFile: undefined };
    expect(readConfig(given).cluster).toEqual(read);
    expect(readConfig({ ...given, CLUSTER_CA: '/srv/hubs.pem' }).cluster?.caFile).toBe(resolve('/srv/hubs.pem'));
  });

  it.each([
    ['https://hub-1.example:3443', 'hub-1.example'],
    ['https://[fd00::1]:3443', 'fd00::1'],
  ])('wants the host of HUB_ADVERTISE_URL=%s in the certificate', (address, name) => {
    const given = { DATABASE_URL, REDIS_URL, HUB_ADVERTISE_URL: address, CLUSTER_TOKEN, STORE_URL: '/srv/files', TLS_NAMES: 'lab.example' };
    expect(readConfig(given).tls?.names).toEqual(['lab.example', name]);
  });

  it.each([
    ['REDIS_URL', 'http://:hunter2@redis.example'],
    ['REDIS_URL', 'redis://:hunter2@redis.example/cache'],
    ['HUB_ADVERTISE_URL', 'ws://hub'],
    ['HUB_ADVERTISE_URL', 'hub:3000'],
    ['HUB_ADVERTISE_URL', 'http://admin:hunter2@hub'],
    ['HUB_ADVERTISE_URL', 'http://hub/?a=b'],
    ['CLUSTER_TOKEN', 'hunter2'],
    ['CLUSTER_TOKEN', 'hunter2 with spaces that a header does not carry'],
  ])('rejects %s=%s without repeating it', (name, value) => {
    const read = (): unknown =>
      readConfig({ DATABASE_URL, REDIS_URL, HUB_ADVERTISE_URL, CLUSTER_TOKEN, STORE_URL: '/srv/files', [name]: value });
    expect(read).toThrow(new RegExp(`^${name}=…: [^\n]+$`));
    expect(read).not.toThrow('hunter2');
  });

  it.each([
    [{ TLS_CERT: '/a' }, 'TLS_KEY is missing'],
    [{ TLS_KEY: '/a' }, 'TLS_CERT is missing'],
    [{ REDIS_URL, STORE_URL: '/srv/files' }, 'HUB_ADVERTISE_URL is missing'],
    [{ REDIS_URL, STORE_URL: '/srv/files', HUB_ADVERTISE_URL }, 'CLUSTER_TOKEN is missing'],
    [{ REDIS_URL, HUB_ADVERTISE_URL, CLUSTER_TOKEN }, 'STORE_URL is missing'],
    [{ STORE_URL: 's3://A' }, 'STORE_URL=s3://A: must name a bucket'],
    [{ HUB_ADVERTISE_URL }, 'REDIS_URL is missing'],
    [{ CLUSTER_TOKEN }, 'REDIS_URL is missing'],
    [{ CLUSTER_CA: '/srv/hubs.pem' }, 'REDIS_URL is missing'],
    [
      { REDIS_URL, HUB_ADVERTISE_URL, CLUSTER_TOKEN, STORE_URL: '/srv/files' },
      'HUB_ADVERTISE_URL=http://10.0.0.1:3000/eyepiece: must end with BASE_PATH, which is not set',
    ],
    [
      { REDIS_URL, HUB_ADVERTISE_URL: 'http://hub', CLUSTER_TOKEN, STORE_URL: '/srv/files', BASE_PATH: '/a' },
      'HUB_ADVERTISE_URL=http://hub: must end with BASE_PATH, /a',
    ],
    [{ TLS_PORT: '3000' }, 'TLS_PORT=3000: is the same as HUB_PORT'],
  ])('refuses %j', (env, message) => {
    expect(() => readConfig({ DATABASE_URL, ...env })).toThrow(ConfigError);
    expect(() => readConfig({ DATABASE_URL, ...env })).toThrow(message);
  });

  it.each([
    ['HUB_PORT', '70000'],
    ['TLS', 'yes'],
    ['TLS_PORT', '70000'],
    ['TLS_NAMES', 'https://lab.example'],
    ['HSTS_DAYS', '-1'],
    ['MAX_CONNECTIONS', '0'],
    ['MAX_CONNECTIONS_PER_ADDRESS', '15'],
    ['AUDIT_DAYS', '0'],
    ['AUDIT_DAYS', '3651'],
    ['BASE_PATH', 'eyepiece'],
    ['BASE_PATH', '/a//b'],
    ['BASE_PATH', '/../x'],
    ['BASE_PATH', '/a b'],
    ['BASE_PATH', 'https://lab.example/eyepiece'],
    ['HUB_PORT', 'http'],
    ['SERVICE_TIMEOUT', '0'],
    ['SESSION_HOURS', '-1'],
    ['TRUST_PROXY', 'yes'],
    ['TRUST_PROXY', '10.0.0.0/99'],
    ['LOG_LEVEL', 'loud'],
  ])('rejects %s=%s with a one-line message', (name, value) => {
    expect(() => readConfig({ DATABASE_URL, [name]: value })).toThrow(ConfigError);
    expect(() => readConfig({ DATABASE_URL, [name]: value })).toThrow(new RegExp(`^${name}=${value}: [^\n]+$`));
  });

  it.each([
    ['DATABASE_URL', 'mysql://root:hunter2@localhost/x'],
    ['METRICS_TOKEN', 'hunter2'],
    ['PUBLIC_URL', 'https://ana:hunter2@lab.example'],
    ['PUBLIC_URL', 'https://lab.example/#hunter2'],
    ['PUBLIC_URL', 'hunter2.example'],
  ])('does not repeat the secret in %s', (name, value) => {
    expect(() => readConfig({ DATABASE_URL, [name]: value })).toThrow(name);
    expect(() => readConfig({ DATABASE_URL, [name]: value })).not.toThrow('hunter2');
  });
});
