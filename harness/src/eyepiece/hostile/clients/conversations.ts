/** Valid conversations with every listening socket of the system. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { encodeFrame, LINK_PATH, METADATA_HEADER, type CaptureMetadata } from '@eyepiece/shared-types';
import { connectPacket, eventPacket } from '../../../protocols/eyepiece/engine-packets.ts';
import type { Conversation, Place } from './conversation.ts';
import type { Target } from '../target.ts';

const OPCODE = { text: 0x81, binary: 0x82, close: 0x88 } as const;
const fixed = (bytes: string | Buffer) => (): Buffer => Buffer.from(bytes);

/** One HTTP/1.1 request. */
export function http(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body: string | Buffer = ''): Buffer {
  const payload = Buffer.from(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(payload.length > 0 ? [`Content-Length: ${payload.length}`] : []),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), payload]);
}

export function upgrade(path: string, headers: Readonly<Record<string, string>> = {}): Buffer {
  const key = randomBytes(16).toString('base64');
  return http('GET', path, {
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': key,
    'Sec-WebSocket-Version': '13',
    ...headers,
  });
}

/** A frame of a WebSocket client; the mask is zero, which is valid. */
export function webSocketFrame(opcode: number, payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload);
  const extended = bytes.length < 126 ? 0 : 2;
  const head = Buffer.alloc(2 + extended + 4);
  head[0] = opcode;
  head[1] = 0x80 | (extended === 0 ? bytes.length : 126);
  if (extended > 0) head.writeUInt16BE(bytes.length, 2);
  return Buffer.concat([head, bytes]);
}

const json = (body: object): string => JSON.stringify(body);
const JSON_TYPE = { 'Content-Type': 'application/json' };
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

export function httpConversations({ hub, viewerToken, cameraToken, captureIds }: Target): Conversation[] {
  const signIn = json({ email: 'nobody@example.org', password: 'not the password' });
  const chunked = http('POST', '/api/v1/auth/login', { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' });
  const chunks = `${signIn.length.toString(16)}\r\n${signIn}\r\n0\r\n\r\n`;
  const all: Record<string, Buffer> = {
    health: http('GET', '/health'),
    cameras: http('GET', '/api/v1/cameras', bearer(viewerToken)),
    captures: http('GET', '/api/v1/captures?limit=20', bearer(viewerToken)),
    file: http('GET', `/api/v1/captures/${captureIds[0] ?? ''}/file`, bearer(viewerToken)),
    'sign-in': http('POST', '/api/v1/auth/login', JSON_TYPE, signIn),
    'chunked sign-in': Buffer.concat([chunked, Buffer.from(chunks)]),
    upload: upload(cameraToken),
    page: http('GET', '/', { Accept: 'text/html', 'If-None-Match': '"x"' }),
  };
  return Object.entries(all).map(([name, bytes]) => ({ name, place: hub, steps: [fixed(bytes)] }));
}

/** Metadata of a capture with a wrong digest, so that the hub stores nothing. */
function upload(cameraToken: string): Buffer {
  const bytes = Buffer.alloc(2000, 0xff);
  const id = randomUUID();
  const roi = { left: 0, top: 0, width: 64, height: 48 };
  const metadata: CaptureMetadata = {
    id,
    cameraId: 'hostile',
    cameraName: 'Hostile',
    camera: { driver: 'hostile', model: 'Hostile', serial: '0' },
    filename: 'hostile.jpg',
    format: 'jpg',
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update('something else').digest('hex'),
    width: 64,
    height: 48,
    bitDepth: 8,
    channels: 3,
    capturedAtUs: 1,
    seq: 0,
    exposureMs: 8,
    gainDb: 0,
    roi,
    pixelFormat: 'RGB24',
    settings: { exposure: 8, gain: 0, roi },
    tags: [],
    source: 'hub',
  };
  const digest = createHash('sha256').update('something else').digest('base64');
  const headers = {
    ...bearer(cameraToken),
    'Content-Type': 'image/jpeg',
    'Content-Digest': `sha-256=:${digest}:`,
    [METADATA_HEADER]: Buffer.from(json(metadata)).toString('base64url'),
  };
  return http('PUT', `/ingest/v1/captures/${id}`, headers, bytes);
}

export function upgradeConversations({ hub }: Target): Conversation[] {
  const all = {
    'upgrade of any path': upgrade('/anything'),
    'camera link with a wrong token': upgrade(LINK_PATH, bearer('wrong')),
    'Socket.IO without a version': upgrade('/socket.io/?transport=websocket'),
    'upgrade to something else': http('GET', '/', { Connection: 'Upgrade', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' }),
  };
  return Object.entries(all).map(([name, bytes]) => ({ name, place: hub, steps: [fixed(bytes)] }));
}

const sidOf = (answer: string): string => /"sid":"([^"]+)"/.exec(answer)?.[1] ?? 'unknown';

export function pollingConversations({ hub, viewerToken }: Target): Conversation[] {
  let sid = 'unknown';
  const path = (): string => `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
  return [
    {
      name: 'polling',
      place: hub,
      steps: [
        fixed(http('GET', '/socket.io/?EIO=4&transport=polling')),
        (answer) => {
          sid = sidOf(answer);
          return http('POST', path(), { 'Content-Type': 'text/plain' }, connectPacket({ token: viewerToken }));
        },
        () => http('GET', path()),
        () => http('POST', path(), { 'Content-Type': 'text/plain' }, eventPacket('time:sync', [{}], 1)),
      ],
    },
  ];
}

export function webSocketConversations({ hub, viewerToken, cameraId }: Target): Conversation[] {
  return [
    {
      name: 'Socket.IO over WebSocket',
      place: hub,
      steps: [
        fixed(upgrade('/socket.io/?EIO=4&transport=websocket')),
        fixed(webSocketFrame(OPCODE.text, connectPacket({ token: viewerToken }))),
        fixed(
          Buffer.concat([
            webSocketFrame(OPCODE.text, eventPacket('time:sync', [{}], 1)),
            webSocketFrame(OPCODE.text, eventPacket('watch', [{ cameraId }], 2)),
            webSocketFrame(OPCODE.text, eventPacket('frame:ack', [cameraId, 1])),
            webSocketFrame(OPCODE.text, '451-["watch",{"_placeholder":true,"num":0}]'),
            webSocketFrame(OPCODE.binary, Buffer.alloc(40)),
          ]),
        ),
        fixed(webSocketFrame(OPCODE.close, Buffer.from([0x03, 0xe8]))),
      ],
    },
  ];
}

export function linkConversations({ hub, cameraToken }: Target): Conversation[] {
  const roi = { left: 0, top: 0, width: 64, height: 48 };
  const state = { connected: true, streaming: true, settings: { exposure: 8, gain: 0, roi }, fps: 30, dropped: 0, spooled: 0 };
  const hello = {
    ...state,
    cameraId: 'hostile',
    name: 'Hostile',
    driver: 'hostile',
    model: 'Hostile',
    serial: '0',
    capabilities: {
      sensor: { width: 64, height: 48, color: false, bitDepth: 8 },
      features: {},
      resolutions: [{ width: 64, height: 48 }],
      captureFormats: ['jpg'],
    },
  };
  const rpc = (message: object): Buffer => webSocketFrame(OPCODE.text, json({ jsonrpc: '2.0', ...message }));
  const fields = { seq: 1, flags: 0, capturedAtUs: 1, width: 64, height: 48, exposureMs: 8, gainDb: 0 };
  const frame = webSocketFrame(OPCODE.binary, Buffer.from(encodeFrame(fields, Buffer.alloc(200, 1))));
  const opening = fixed(upgrade(LINK_PATH, bearer(cameraToken)));
  return [
    {
      name: 'camera link before hello',
      place: hub,
      steps: [opening, fixed(Buffer.concat([rpc({ method: 'state', params: state }), frame]))],
    },
    {
      name: 'camera link after hello',
      place: hub,
      steps: [
        opening,
        fixed(rpc({ id: 'hello', method: 'hello', params: hello })),
        fixed(
          Buffer.concat([
            rpc({ method: 'state', params: state }),
            frame,
            rpc({ id: 1, method: 'time', params: { cameraTimeUs: 1 } }),
            rpc({ method: 'analysis', params: { seq: 1, capturedAtUs: 1, bitDepth: 8 } }),
            rpc({ id: 99, result: {} }),
          ]),
        ),
      ],
    },
  ];
}

export function cameraServiceConversations({ cameraService }: Target): Conversation[] {
  const all = {
    health: http('GET', '/health'),
    settings: http('GET', '/settings'),
    'wrong settings': http('PUT', '/settings', JSON_TYPE, json({ exposure: -1 })),
    jobs: http('GET', '/jobs'),
    feed: http('GET', '/video/feed'),
    upgrade: upgrade('/video/feed'),
  };
  return Object.entries(all).map(([name, bytes]) => ({ name, place: cameraService, steps: [fixed(bytes)] }));
}

/** PostgreSQL protocol 3.0: type, length including itself, payload. */
export function databaseMessage(type: string, payload: Buffer): Buffer {
  const head = Buffer.alloc(type.length + 4);
  head.write(type, 'latin1');
  head.writeInt32BE(payload.length + 4, type.length);
  return Buffer.concat([head, payload]);
}

export function databaseConversations({ database }: { readonly database: Place }): Conversation[] {
  const version = Buffer.from([0, 3, 0, 0]);
  const startup = databaseMessage('', Buffer.concat([version, Buffer.from('user\0postgres\0database\0postgres\0\0')]));
  const encryption = databaseMessage('', Buffer.from([0x04, 0xd2, 0x16, 0x2f]));
  const query = databaseMessage('Q', Buffer.from('select 1\0'));
  const extended = Buffer.concat([
    databaseMessage('P', Buffer.from('\0select $1::int\0\0\0')),
    databaseMessage('B', Buffer.from('\0\0\0\0\0\x01\0\0\0\x011\0\0', 'latin1')),
    databaseMessage('E', Buffer.from('\0\0\0\0\0')),
    databaseMessage('S', Buffer.alloc(0)),
  ]);
  const transaction = databaseMessage('Q', Buffer.from('begin\0'));
  return [
    { name: 'query', place: database, steps: [fixed(startup), fixed(query), fixed(databaseMessage('X', Buffer.alloc(0)))] },
    { name: 'encryption first', place: database, steps: [fixed(encryption), fixed(startup), fixed(query)] },
    { name: 'extended query', place: database, steps: [fixed(startup), fixed(extended)] },
    { name: 'open transaction', place: database, steps: [fixed(startup), fixed(transaction), fixed(query)] },
  ];
}
