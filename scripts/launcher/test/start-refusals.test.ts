import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { useStart } from './start-bench.ts';

const bench = useStart();

describe.skipIf(process.platform === 'win32')('npm start', () => {
  it('is refused on a folder that is in use', async () => {
    const first = bench.start();
    await first.url();
    const second = bench.start();
    expect(await second.end()).toBe(1);
    expect(second.output).toMatch(/^Error: .*eyepiece-start-\w+ is already in use by process \d+; .*\n$/);
  });

  it('names a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const one = bench.start({ HUB_PORT: String(port) });
    expect(await one.end()).toBe(1);
    expect(one.output).toContain(`Error: port ${port} is already in use`);
    expect(one.output).toContain(`HUB_PORT=${port + 1}`);
    const two = bench.start({ TLS: 'on', TLS_PORT: String(port) });
    expect(await two.end()).toBe(1);
    expect(two.output).toContain(`TLS_PORT=${port + 1}`);
    server.close();
  });

  it.each([
    [{ CAMERA_DRIVER: 'webcam' }, /camera-1 did not start: .*CAMERA_DRIVER/i],
    [{ CAMERAS: 'simulated:left,replay:slides' }, /^Error: camera "slides" has nothing to replay: set CAMERA_SLIDES_REPLAY_SOURCE .*\n$/],
    [{ CAMERAS: 'simulated:left', CAMERA_LEFT_JPEG_QUALITY: '0' }, /left did not start: .*JPEG_QUALITY/],
    [
      { TLS: 'on', TLS_PORT: '0', TLS_CERT: 'missing.pem', TLS_KEY: 'missing.pem' },
      /hub did not start: TLS_CERT=\S+missing\.pem: the file cannot be read \(ENOENT\)/,
    ],
    [{ REDIS_URL: 'redis://127.0.0.1:1' }, /^Error: DATABASE_URL is required with REDIS_URL: .*\n$/],
    [{ JWT_SECRET: 'short' }, /^Error: JWT_SECRET has 5 characters; it needs at least 32\n$/],
    [{ DATABASE_URL: 'mysql://localhost/x' }, /hub did not start: .*DATABASE_URL/],
  ])('stops with one clear line for %j', async (env, message) => {
    const one = bench.start(env);
    expect(await one.end()).toBe(1);
    expect(one.output).toMatch(message);
    expect(one.descendants()).toEqual([]);
  });
});
