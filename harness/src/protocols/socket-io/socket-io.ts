/** Any Socket.IO 4 server. */
import { describedStream } from '../described-stream.ts';
import { FrameFields } from '../frame-fields.ts';
import type { Protocol } from '../protocol.ts';
import { withQuery } from '../request-options.ts';
import { SocketIoConnection } from './connection.ts';
import { socketIoOptionsSchema } from './options.ts';

export const socketIo: Protocol = {
  name: 'socket.io',
  schemes: ['http:', 'https:'],
  stream: (description) => {
    const options = description.check(socketIoOptionsSchema);
    const fields = new FrameFields(options);
    return describedStream(options, fields, ({ url: address, signal }, arrivals) => {
      const target = new URL(address);
      // As in the client of Socket.IO, the path of the address names the namespace.
      const namespace = options.namespace ?? target.pathname;
      const url = withQuery(target, { ...options.query, EIO: '4', transport: 'websocket' });
      url.pathname = `${options.path.replace(/\/+$/, '')}/`;
      return SocketIoConnection.open({ url, namespace, options, fields, arrivals, signal });
    });
  },
};
