/**
 * `frame:ack` ahead of Socket.IO's decoder. It is by far the most frequent thing that viewers say, and its ordinary
 * way (decoder, two turns of the tick queue, middleware) costs as much as a tenth of the pictures themselves. Only the
 * plain event of the default namespace is taken here; whatever looks otherwise goes the ordinary way.
 */
import type { HubSocket } from './io.ts';

/** Socket.IO protocol 5: an event packet without acknowledgement id. */
const START = '2["frame:ack",';

type Listener = (...args: unknown[]) => void;
/** Of an Engine.IO connection, what is used here. */
interface Connection {
  listeners(event: 'data'): Listener[];
  on(event: 'data', listener: Listener): void;
  off(event: 'data', listener: Listener): void;
}

export function listenForAcknowledgements(socket: HubSocket, acknowledged: (cameraId: unknown, seq: unknown) => void): void {
  socket.on('frame:ack', acknowledged);
  const connection = socket.conn as unknown as Connection;
  const ordinary = connection.listeners('data');
  const shortcut: Listener = (data, ...more) => {
    const event = typeof data === 'string' && data.startsWith(START) ? parse(data) : undefined;
    if (event) acknowledged(event[1], event[2]);
    else for (const listener of ordinary) listener(data, ...more);
  };
  for (const listener of ordinary) connection.off('data', listener);
  connection.on('data', shortcut);
  // The connection may serve another Socket.IO session afterwards, which wraps it anew.
  socket.on('disconnect', () => {
    connection.off('data', shortcut);
    if (socket.conn.readyState === 'open') for (const listener of ordinary) connection.on('data', listener);
  });
}

function parse(packet: string): unknown[] | undefined {
  try {
    return JSON.parse(packet.slice(1)) as unknown[];
  } catch {
    return undefined;
  }
}
