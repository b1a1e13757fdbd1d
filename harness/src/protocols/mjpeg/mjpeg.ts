/** Any server that sends pictures as multipart/x-mixed-replace over HTTP. */
import type { Protocol } from '../protocol.ts';
import { withQuery } from '../request-options.ts';
import { MjpegConnection } from './connection.ts';
import { mjpegOptionsSchema } from './options.ts';

export const mjpeg: Protocol = {
  name: 'mjpeg',
  schemes: ['http:', 'https:'],
  stream: (description) => {
    const options = description.check(mjpegOptionsSchema);
    let misfit: string | undefined;
    return {
      sequence: { modulus: null, numbering: options.numbering },
      clockAheadUs: options.clockAheadMs * 1000,
      get misfit() {
        return misfit;
      },
      dial: ({ url, signal }, arrivals) => {
        const address = withQuery(new URL(url), options.query);
        return MjpegConnection.open({ url: address, options, arrivals, misfit: (text) => (misfit ??= text), signal });
      },
    };
  },
};
