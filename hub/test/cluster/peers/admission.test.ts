/** Which hubs are admitted. */
import { request } from 'node:http';
import { io } from 'socket.io-client';
import { expect, it, onTestFinished } from 'vitest';
import { peerCredential } from '../../../src/cluster/peers/cluster-token.ts';
import { PEER_NAMESPACE, PEER_PATH, PEER_PROTOCOL } from '../../../src/cluster/peers/protocol.ts';
import { loggedWarnings, PeerRig, TOKEN } from './peer-rig.ts';

async function rig(options: Parameters<typeof PeerRig.start>[1] = {}): Promise<PeerRig> {
  const started = await PeerRig.start('b', options);
  onTestFinished(() => started.close());
  return started;
}

/** The HTTP status of an upgrade; 101 when a WebSocket was opened. */
function upgrade(port: number, authorization?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...(authorization !== undefined && { authorization }),
    };
    const sent = request({ host: '127.0.0.1', port, path: `${PEER_PATH}?EIO=4&transport=websocket`, headers });
    sent.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
    sent.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

it('refuses wrong tokens before the upgrade, and counts them', async () => {
  const { port } = await rig();
  expect(await upgrade(port)).toBe(401);
  for (let attempt = 0; attempt < 9; attempt += 1) expect(await upgrade(port, `Bearer ${TOKEN}${attempt}`)).toBe(401);
  expect(await upgrade(port, 'Bearer wrong')).toBe(429);
  expect(await upgrade(port, `Bearer ${peerCredential(TOKEN)}`)).toBe(101);
});

it.each(['', PEER_NAMESPACE])('answers an incompatible version with the reason, and logs it once (namespace "%s")', async (namespace) => {
  const { lines, logger } = loggedWarnings();
  const { port } = await rig({ logger });
  const client = io(`http://127.0.0.1:${port}${namespace}`, {
    path: PEER_PATH,
    transports: ['websocket'],
    extraHeaders: { authorization: `Bearer ${peerCredential(TOKEN)}` },
    auth: { hubId: 'a', to: 'b', protocol: PEER_PROTOCOL + 9, protocolMin: PEER_PROTOCOL + 8, build: '9' },
    reconnection: false,
    forceNew: true,
    autoConnect: false,
  });
  onTestFinished(() => void client.disconnect());
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const failed = new Promise<Error & { data?: unknown }>((resolve) => client.once('connect_error', resolve));
    client.connect();
    expect((await failed).data).toMatchObject({ code: 'incompatible_version', message: expect.stringContaining('upgrade') as unknown });
    client.disconnect();
  }
  expect(lines).toEqual([expect.objectContaining({ msg: 'another hub was refused', code: 'incompatible_version' })]);
});
