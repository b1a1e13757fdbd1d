/** Any WebSocket server that sends each frame as one message. */
import { describedStream } from '../described-stream.ts';
import { FrameFields } from '../frame-fields.ts';
import type { Protocol } from '../protocol.ts';
import { withQuery } from '../request-options.ts';
import { WebsocketConnection } from './connection.ts';
import { websocketOptionsSchema } from './options.ts';

export const websocket: Protocol = {
  name: 'websocket',
  // Clients take http and https as ws and wss, and proxies print them.
  schemes: ['ws:', 'wss:', 'http:', 'https:'],
  stream: (description) => {
    const options = description.check(websocketOptionsSchema);
    const fields = new FrameFields(options);
    return describedStream(options, fields, ({ url, signal }, arrivals) =>
      WebsocketConnection.open({ url: withQuery(new URL(url), options.query), options, fields, arrivals, signal }),
    );
  },
};
