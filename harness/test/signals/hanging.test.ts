/** Ctrl+C while the other end accepts a connection and does not answer. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { EXIT } from '../../src/input/exit-codes.ts';
import { readRecording } from '../../src/recording/file/reader.ts';
import type { Ended, Program } from '../program.ts';
import { onClose, tcpClient } from '../proxy/ends.ts';
import { recordFrames } from '../recording/session.ts';
import { acceptingHub } from './accepting-hub.ts';
import { startProgram, useFolder } from './programs.ts';
import { startSilentServer, type SilentServer } from './silent-server.ts';

const PICTURE = ['--token', 't', '--size', '64x48', '--frame-size', '4kb'];

const folder = useFolder();
let silent: SilentServer;
beforeEach(async () => {
  silent = await startSilentServer();
  onClose(() => silent.close());
});

/** Presses Ctrl+C when the program has connected. */
async function interrupted(program: Program): Promise<Ended> {
  await expect.poll(silent.accepted).toBeGreaterThan(0);
  program.signal('SIGINT');
  return program.ended;
}

describe.skipIf(process.platform === 'win32')('Ctrl+C ends', () => {
  it.each(['websocket', 'socket.io', 'mjpeg'])('a crowd of the protocol %s', async (protocol) => {
    const url = `${protocol === 'websocket' ? 'ws' : 'http'}://${silent.host}`;
    const program = startProgram('crowd', '--protocol', protocol, '--url', url, '--viewers', '2');
    expect(await interrupted(program)).toMatchObject({ code: EXIT.interrupted, error: 'interrupted: all viewers have left\n' });
  });

  it('a crowd with an own protocol that does not connect', async () => {
    const dial = `({ url }) => new Promise(() => connect(new URL(url).port, '127.0.0.1'))`;
    const source = `import { connect } from 'node:net'; export default { name: 'hanging', dial: ${dial} };`;
    const protocol = folder.file('hanging.mjs', source);
    const program = startProgram('crowd', '--protocol', protocol, '--url', `http://${silent.host}`, '--viewers', '2');
    expect(await interrupted(program)).toMatchObject({ code: EXIT.interrupted, error: 'interrupted: all viewers have left\n' });
  });

  it('a crowd that waits for a hub that limits the rate', async () => {
    const hub = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    let refused = 0;
    hub.on('connection', (viewer) => {
      refused += 1;
      viewer.send('0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}');
      viewer.send('44{"message":"no","data":{"code":"rate_limited","message":"slow down"}}');
    });
    await once(hub, 'listening');
    onClose(() => hub.close());
    const url = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
    const program = startProgram('crowd', '--token', 't', '--camera', 'a', '--url', url, '--viewers', '2');
    await expect.poll(() => refused, { timeout: 60_000 }).toBeGreaterThan(2);
    program.signal('SIGINT');
    expect(await program.ended).toMatchObject({ code: EXIT.interrupted, error: 'interrupted: all viewers have left\n' });
  }, 120_000);

  it('a proxy whose target does not answer', async () => {
    const program = startProgram('proxy', '--target', `http://${silent.host}`, '--port', '0');
    const [url] = await program.printed(/http:\S+/);
    const client = await tcpClient(url);
    client.resume();
    client.write('GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    expect(await interrupted(program)).toMatchObject({ code: 0, error: '' });
  });

  it('a recorder, whose file is whole', async () => {
    const file = join(folder.path, 'session.mcap');
    const program = startProgram('record', '--target', `ws://${silent.host}`, '--protocol', 'websocket', '--out', file, '--port', '0');
    expect(await interrupted(program)).toMatchObject({ code: 0, error: '' });
    const recording = await readRecording(file);
    for await (const _ of recording.entries());
    expect(recording.isCutOff).toBe(false);
  });

  it('a replay as a client', async () => {
    const file = join(folder.path, 'frames.mcap');
    await recordFrames(file, 5);
    const program = startProgram('replay', file, '--as', 'client', '--target', `http://${silent.host}`);
    expect(await interrupted(program)).toMatchObject({ code: EXIT.interrupted, out: '', error: 'interrupted\n' });
  });

  it('a camera that is not answered', async () => {
    const program = startProgram('camera', '--url', `http://${silent.host}`, ...PICTURE);
    expect(await interrupted(program)).toMatchObject({ code: 0, out: '0 frames sent, 0 dropped\n', error: '' });
  });

  it('a camera whose hello is not answered', async () => {
    const hub = await acceptingHub({ answers: false });
    const program = startProgram('camera', '--url', hub.url, ...PICTURE);
    await expect.poll(hub.hellos).toBe(1);
    program.signal('SIGINT');
    expect(await program.ended).toMatchObject({ code: 0, out: '0 frames sent, 0 dropped\n', error: '' });
  });
});
