import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

describe('readSettings', () => {
  it('has defaults for everything', () => {
    expect(readSettings({}, [])).toEqual({
      hubHost: '0.0.0.0',
      hubPort: 3000,
      basePath: '',
      dataDir: resolve('data'),
      databaseUrl: undefined,
      cameras: [
        {
          id: 'camera-1',
          name: 'Camera 1',
          driver: 'simulated',
          host: '127.0.0.1',
          port: 8001,
          portVariable: 'CAMERA_PORT',
          env: { CAMERA_CHOICE: 'on', REPLAY_FOLDER: resolve('data', 'replay') },
        },
      ],
      verbose: false,
      development: false,
      hubs: 1,
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(readSettings({ HUB_PORT: '', DATABASE_URL: '', CAMERA_NAME: '' }, [])).toEqual(readSettings({}, []));
  });

  it('reads the variables and the flags', () => {
    const env = {
      HUB_PORT: '0',
      CAMERA_PORT: '65535',
      DATABASE_URL: 'postgresql://db/eyepiece',
      CAMERA_DRIVER: 'replay',
      CAMERA_ID: 'left',
      CAMERA_NAME: 'Left',
    };
    const settings = readSettings(env, ['--dev', '--verbose']);
    expect(settings).toMatchObject({ hubPort: 0, databaseUrl: 'postgresql://db/eyepiece', development: true, verbose: true });
    expect(settings.cameras).toMatchObject([{ id: 'left', name: 'Left', driver: 'replay', host: '127.0.0.1', port: 65535 }]);
  });

  it('lets an administrator choose the camera, unless the driver is given', () => {
    const choiceOf = (env: Record<string, string>) => readSettings(env, []).cameras.map(({ env: own }) => own['CAMERA_CHOICE']);
    expect(choiceOf({ DATA_DIR: '/srv/eyepiece' })).toEqual(['on']);
    expect(choiceOf({ CAMERA_DRIVER: 'simulated' })).toEqual([undefined]);
    // The service reads the variable itself.
    expect(choiceOf({ CAMERA_CHOICE: 'off' })).toEqual([undefined]);
    expect(choiceOf({ CAMERAS: 'simulated:left,simulated:right' })).toEqual([undefined, undefined]);
    expect(readSettings({ DATA_DIR: '/srv/eyepiece' }, []).cameras[0]?.env).toMatchObject({ REPLAY_FOLDER: '/srv/eyepiece/replay' });
  });

  it('reads the number of hubs', () => {
    const env = { DATABASE_URL: 'postgresql://db/eyepiece' };
    expect(readSettings(env, ['--hubs', '3', '--verbose'])).toMatchObject({ hubs: 3, verbose: true, redisUrl: undefined });
    for (const wrong of [['--hubs'], ['--hubs', '0'], ['--hubs', '9'], ['--hubs', 'two'], ['--hubs', '2', '--dev']])
      expect(() => readSettings(env, wrong)).toThrow('--hubs');
    expect(() => readSettings({}, ['--hubs', '2'])).toThrow('DATABASE_URL is required with --hubs');
  });

  it('leaves HTTPS to the hub, except in development', () => {
    expect(readSettings({}, [])).toMatchObject({ tls: undefined, tlsPort: undefined });
    expect(readSettings({ TLS: '', TLS_PORT: '' }, [])).toMatchObject({ tls: undefined, tlsPort: undefined });
    expect(readSettings({ TLS: 'on', TLS_PORT: '0' }, [])).toMatchObject({ tls: 'on', tlsPort: 0 });
    expect(readSettings({ TLS: 'on' }, ['--dev'])).toMatchObject({ tls: 'off' });
  });

  it('reads several cameras', () => {
    const { cameras } = readSettings({ CAMERAS: 'simulated:left,simulated:right', CAMERA_PORT: '9001', CAMERA_HOST: '::1' }, []);
    expect(cameras.map(({ id, host, port }) => [id, host, port])).toEqual([
      ['left', '::1', 9001],
      ['right', '::1', 9002],
    ]);
  });

  it.each([
    [{ REDIS_URL: 'redis://lab' }, 'DATABASE_URL is required with REDIS_URL'],
    [{ HUB_PORT: 'http' }, 'HUB_PORT=http must be a number from 0 to 65535'],
    [{ HUB_PORT: '65536' }, 'HUB_PORT=65536'],
    [{ TLS: 'yes' }, 'TLS=yes must be on or off'],
    [{ TLS_PORT: '65536' }, 'TLS_PORT=65536'],
    [{ CAMERA_PORT: '-1' }, 'CAMERA_PORT=-1'],
    [{ CAMERA_PORT: '80.5' }, 'CAMERA_PORT=80.5'],
    [{ CAMERA_HOST: '0.0.0.0' }, 'CAMERA_API_TOKEN is required while CAMERA_HOST=0.0.0.0'],
    [{ CAMERAS: 'simulated:left', CAMERA_HOST: '::' }, 'CAMERA_API_TOKEN is required while CAMERA_HOST=::'],
    [{ CAMERA_HOST: 'camera-ws', CAMERA_API_TOKEN: '' }, 'CAMERA_API_TOKEN is required'],
    [{ CAMERA_ID: 'hub' }, 'CAMERA_ID=hub is the name of another part'],
    [{ CAMERAS: 'left' }, 'CAMERAS has the entry "left"'],
    [{ CAMERA_ID: 'com1' }, 'CAMERA_ID=com1 is a name that Windows reserves'],
    [{ CAMERAS: 'simulated:aux' }, 'is a name that Windows reserves'],
    [{ CAMERA_ID: 'Left Camera' }, 'CAMERA_ID=Left Camera takes lower-case letters'],
  ])('names what is wrong in %j', (env, message) => {
    expect(() => readSettings(env, [])).toThrow(message);
  });

  it.each(['127.0.0.9', '::1', 'localhost'])('needs no token for the camera services at %s', (host) => {
    expect(readSettings({ CAMERA_HOST: host }, []).cameras[0]?.host).toBe(host);
  });

  it('leaves cameras at an address that others reach when there is a token', () => {
    const env = { CAMERA_HOST: '0.0.0.0', CAMERA_API_TOKEN: '0123456789abcdef' };
    expect(readSettings(env, []).cameras[0]?.host).toBe('0.0.0.0');
  });

  it('refuses an option that it does not know', () => {
    expect(() => readSettings({}, ['--verbos'])).toThrow('unknown option --verbos: there are --verbose, --dev, --hubs N');
  });
});
