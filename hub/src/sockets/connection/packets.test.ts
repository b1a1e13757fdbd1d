import { expect, it } from 'vitest';
import { costOf, readPacket } from './packets.ts';

it.each([
  ['0', { kind: 'connect' }],
  ['0{"token":"x"}', { kind: 'connect' }],
  ['1', { kind: 'disconnect' }],
  ['2["watch",{"cameraId":"a"}]', { kind: 'event', name: 'watch', ackId: undefined }],
  ['217["session:join",{}]', { kind: 'event', name: 'session:join', ackId: '17' }],
  ['217["frame:ack","a",3]', { kind: 'event', name: 'frame:ack', ackId: '17' }],
  ['31[{}]', { kind: 'acknowledgement' }],
] as const)('%s', (data, packet) => {
  expect(readPacket(data)).toEqual(packet);
});

it.each([
  ['another namespace', '0/admin,'],
  ['an event in another namespace', '2/admin,["watch"]'],
  ['a handshake that is too long', `0{"token":"${'x'.repeat(20_000)}"}`],
  ['an event with attachments', '51-["watch",{"_placeholder":true,"num":0}]'],
  ['an event with very many attachments', '5999999999-["watch"]'],
  ['an acknowledgement with attachments', '61-1["watch"]'],
  ['an error', '4{"message":"no"}'],
  ['an endless acknowledgement id', `2${'9'.repeat(5000)}["watch"]`],
  ['an event with a number for a name', '2[7]'],
  ['an endless name', `2["${'x'.repeat(5000)}"]`],
  ['an unknown packet', '9'],
  ['nothing', ''],
  ['bytes', Buffer.from('2["watch"]')],
])('%s is a violation', (_what, data) => {
  expect(readPacket(data).kind).toBe('violation');
});

it('events that write or are broadcast cost more', () => {
  expect([costOf('time:sync'), costOf('watch'), costOf('session:join'), costOf('unheard of')]).toEqual([1, 4, 10, 1]);
});
