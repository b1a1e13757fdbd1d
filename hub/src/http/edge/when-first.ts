import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Calls `run` once the answers to all earlier requests of the connection are written; never when the connection ends
 * before that. A response that waits has no socket, and libraries that watch the socket to close a file would leave the
 * file open for ever.
 */
export function whenFirst(response: ServerResponse, run: () => void): void {
  if (response.socket) {
    run();
    return;
  }
  response.once('socket', (socket: Socket) => {
    // The response is still being attached to the socket.
    process.nextTick(() => {
      if (!socket.destroyed) run();
    });
  });
}
