/** Lengths that are too small, too large, negative, or not followed by the data. */
import { LINK_PATH } from '@eyepiece/shared-types';
import { connectPacket } from '../../../protocols/eyepiece/engine-packets.ts';
import { play, type Conversation } from '../clients/conversation.ts';
import { databaseMessage, http, upgrade, webSocketFrame } from '../clients/conversations.ts';
import { together, type Assault, type Attack, type Target } from '../target.ts';

const AT_ONCE = 8;
const JSON_TYPE = { 'Content-Type': 'application/json' };

export const LENGTHS: Attack = {
  name: 'lengths',
  about: 'wrong lengths in HTTP, WebSocket, frames and the database protocol',
  run: async (assault: Assault) => {
    await together(AT_ONCE, assault.over, async () => {
      const { outcome } = await play(assault.random.choose(wrong(assault.target)), assault.random);
      assault.count(outcome);
    });
  },
};

function wrong({ hub, cameraService, database, viewerToken, cameraToken }: Target): Conversation[] {
  const lengths = ['0', '1', '-1', '1e9', '99999999999999999999', '4294967297', '0x10', '2, 3'];
  const login = (place: Conversation['place'], path: string, length: string): Conversation => ({
    name: `Content-Length: ${length}`,
    place,
    steps: [() => Buffer.concat([http('POST', path, { ...JSON_TYPE, 'Content-Length': length }), Buffer.from('{"email":"x"}')])],
  });
  const chunk = (size: string): Conversation => ({
    name: `chunk of ${size}`,
    place: hub,
    steps: [
      () =>
        Buffer.concat([
          http('POST', '/api/v1/auth/login', { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' }),
          Buffer.from(`${size}\r\n{}\r\n`),
        ]),
    ],
  });
  const both: Conversation = {
    name: 'both kinds of length',
    place: hub,
    steps: [() => http('POST', '/api/v1/auth/login', { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' }, '0\r\n\r\nGET / HTTP/1.1\r\n\r\n')],
  };
  const overSocket = (name: string, frame: Buffer): Conversation => ({
    name,
    place: hub,
    steps: [
      () => upgrade('/socket.io/?EIO=4&transport=websocket'),
      () => webSocketFrame(0x81, connectPacket({ token: viewerToken })),
      () => frame,
    ],
  });
  const overLink = (name: string, frame: Buffer): Conversation => ({
    name,
    place: hub,
    steps: [() => upgrade(LINK_PATH, { Authorization: `Bearer ${cameraToken}` }), () => frame],
  });
  const inDatabase = (name: string, bytes: Buffer): Conversation => ({ name, place: database, steps: [() => bytes] });
  return [
    ...lengths.flatMap((length) => [login(hub, '/api/v1/auth/login', length), login(cameraService, '/capture', length)]),
    ...['ffffffffffffffff', '-1', 'zz', '0'.repeat(10_000), ''].map(chunk),
    both,
    ...HUGE_FRAMES.flatMap(([name, frame]) => [overSocket(name, frame), overLink(name, frame)]),
    overLink('frame that promises 4 GB', webSocketFrame(0x82, promising(0xffff_ffff))),
    overLink('frame with a header of 65,535', webSocketFrame(0x82, promising(1, 0xffff))),
    ...[0, 1, 3, 4, 0x7fff_ffff, -1].map((length) => inDatabase(`message of ${length}`, startupOf(length))),
    inDatabase('startup without an end', databaseMessage('', Buffer.alloc(9000, 0x61))),
  ];
}

/** A frame header with wrong lengths. */
function promising(payloadBytes: number, headerBytes = 40): Buffer {
  const frame = Buffer.alloc(60);
  frame.write('EYEP', 'latin1');
  frame[4] = 1;
  frame[5] = 1;
  frame.writeUInt16BE(headerBytes, 6);
  frame.writeUInt32BE(payloadBytes, 36);
  return frame;
}

function startupOf(length: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeInt32BE(length, 0);
  bytes.writeInt32BE(0x0003_0000, 4);
  return bytes;
}

const HUGE_FRAMES: readonly (readonly [string, Buffer])[] = [
  ['frame of 2^63 bytes', Buffer.from([0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ['frame of 2^53 bytes', Buffer.from([0x82, 0xff, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ['frame of 1 GB', Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0])],
  ['frame without a mask', Buffer.from([0x81, 0x01, 0x32])],
  ['compressed frame', Buffer.from([0xc1, 0x81, 0, 0, 0, 0, 0x32])],
  [
    'endless fragments',
    Buffer.concat(Array.from({ length: 2000 }, (_, index) => Buffer.from([index === 0 ? 0x01 : 0, 0x81, 0, 0, 0, 0, 0x32]))),
  ],
  ['control frame of 126 bytes', Buffer.concat([Buffer.from([0x89, 0xfe, 0, 126, 0, 0, 0, 0]), Buffer.alloc(126)])],
];
