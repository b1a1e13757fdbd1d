/** Thousands of Socket.IO CONNECT packets in one polling request, and over one WebSocket. */
import { connectPacket } from '../../../protocols/eyepiece/engine-packets.ts';
import { call, outcomeOf } from '../clients/call.ts';
import { webSocketFrame } from '../clients/conversations.ts';
import { Intruder } from '../clients/intruder.ts';
import { together, type Attack } from '../target.ts';

const PACKETS = 12_000;
const AT_ONCE = 2;
const SEPARATOR = '\x1e';
const TEXT = 0x81;

export const CONNECTS: Attack = {
  name: 'connects',
  about: `${PACKETS} CONNECT packets on one connection`,
  run: async ({ target, over, count, random }) => {
    const { port } = target.hub;
    const packets = [
      // First without a token, which the hub refuses; then with one, which it admits.
      Array.from({ length: PACKETS }, () => '40').join(SEPARATOR),
      Array.from({ length: 300 }, () => connectPacket({ token: target.viewerToken })).join(SEPARATOR),
      Array.from({ length: 3000 }, (_, index) => `40/space-${index},`).join(SEPARATOR),
    ];
    await together(AT_ONCE, over, async () => {
      const opened = await call({ port, path: '/socket.io/?EIO=4&transport=polling' });
      const sid = /"sid":"([^"]+)"/.exec(opened.text)?.[1];
      if (sid === undefined) {
        count('not admitted');
        return;
      }
      const path = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
      const answer = await post(port, path, random.choose(packets));
      count(answer);
      await call({ port, path });
      const intruder = await Intruder.enter(port, target.viewerToken);
      await intruder?.write(
        Buffer.concat(Array.from({ length: 1000 }, () => webSocketFrame(TEXT, connectPacket({ token: target.viewerToken })))),
      );
      intruder?.leave();
    });
  },
};

async function post(port: number, path: string, packets: string): Promise<string> {
  return outcomeOf(await call({ port, method: 'POST', path, headers: { 'content-type': 'text/plain' }, text: packets }));
}
