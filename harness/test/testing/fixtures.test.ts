/** The fixtures and matchers, against a Socket.IO server and against a hub. */
import { describe } from 'vitest';
import { expect, test } from '../../src/entry-points/vitest.ts';
import { ChatServer } from '../foreign/chat-server.ts';

const DESCRIPTION = { send: ['join ["room-1"]'], seq: '0.seq', time: '0.info.takenAt', timeUnit: 'iso' };
const VIEWERS = 3;

describe('a Socket.IO server', () => {
  const it = test.extend<{ server: ChatServer }>({
    server: async ({ opened }, use) => {
      const server = await ChatServer.start();
      opened.push(() => server.close());
      let seq = 0;
      const publishing = setInterval(() => server.publish([(seq += 1)]), 20);
      opened.push(() => clearInterval(publishing));
      await use(server);
    },
  });

  it('is measured, and meets expectations', async ({ server, crowd }) => {
    const viewers = await crowd({ protocol: 'socket.io', url: server.url, description: DESCRIPTION, viewers: VIEWERS });
    await expect(viewers).toRecoverWithin(60_000);
    viewers.begin();
    await expect.poll(() => Math.min(...viewers.received)).toBeGreaterThan(20);
    const report = await viewers.end();
    expect(report).toHaveNoGaps();
    expect(report).toStayFresherThan(60_000);
    expect(() => expect(report).not.toHaveNoGaps()).toThrow('none is missing');
    expect(() => expect(report).toStayFresherThan(-1)).toThrow(/the newest frame of a viewer was \d+ ms old, above -1 ms/);
  });

  it('has gaps when a proxy drops frames', async ({ server, crowd, faults }) => {
    const proxy = await faults({ target: server.url, rules: [{ name: 'lossy', fault: 'drop', event: 'frame', every: 3 }] });
    const viewers = await crowd({ protocol: 'socket.io', url: proxy.url, description: DESCRIPTION, viewers: VIEWERS });
    viewers.begin();
    const before = Math.max(...viewers.received);
    await expect.poll(() => Math.min(...viewers.received)).toBeGreaterThan(before + 20);
    const report = await viewers.end();
    expect(() => expect(report).toHaveNoGaps()).toThrow(/\d+ frames are missing at 3 viewers; the worst got \d+\.\d %/);
    expect(report).not.toHaveNoGaps();
  });

  it('does not recover from silence before the fault ends', async ({ server, crowd, faults }) => {
    const proxy = await faults({ target: server.url });
    const viewers = await crowd({ protocol: 'socket.io', url: proxy.url, description: DESCRIPTION, viewers: VIEWERS });
    proxy.rules.add({ name: 'dead', fault: 'half-open' });
    await expect.poll(() => viewers.untilServedAgain(500)).toBe(VIEWERS);
    await expect(async () => expect(viewers).toRecoverWithin(200)).rejects.toThrow('3 of 3 viewers received no frame within 200 ms');
    proxy.rules.remove('dead');
    await expect(viewers).toRecoverWithin(60_000);
  });

  it('says what the server lacks', async ({ server, crowd }) => {
    const viewers = await crowd({ protocol: 'socket.io', url: server.url, description: { send: DESCRIPTION.send }, viewers: 1 });
    const report = await viewers.measure(100);
    expect(() => expect(report).toHaveNoGaps()).toThrow('it is unknown whether the viewers miss frames: frames have no numbers');
    expect(() => expect(report).toStayFresherThan(1000)).toThrow('the age of frames is unknown: frames have no times');
  });
});

test('a hub with a camera serves viewers', async ({ hub, camera, crowd }) => {
  const { demand } = await camera({ fps: 20 });
  expect(demand).toEqual({ streaming: false });
  const viewers = await crowd({ url: hub.url, account: hub.account, viewers: 2 });
  await expect(viewers).toRecoverWithin(60_000);
});
