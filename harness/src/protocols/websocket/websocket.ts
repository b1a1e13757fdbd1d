/** Any WebSocket server that sends each frame as one message. */
import { FrameFields } from '../frame-fields.ts';
import type { Protocol } from '../protocol.ts';
import { withQuery } from '../request-options.ts';
import { WebsocketConnection } from './connection.ts';
import { websocketOptionsSchema } from './options.ts';

export const websocket: Protocol = {
  name: 'websocket',
  schemes: ['ws:', 'wss:'],
  stream: (description) => {
    const options = description.check(websocketOptionsSchema);
    const fields = new FrameFields(options);
    return {
      sequence: { modulus: fields.seqModulus, numbering: options.numbering },
      clockAheadUs: options.clockAheadMs * 1000,
      get misfit() {
        return fields.misfit;
      },
      dial: ({ url }, arrivals) => WebsocketConnection.open({ url: withQuery(new URL(url), options.query), options, fields, arrivals }),
    };
  },
};
