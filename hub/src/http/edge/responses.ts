/** Counts unanswered requests per connection, to bound the memory that pipelining clients use. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export class Unanswered {
  readonly #perSocket = new WeakMap<Socket, number>();

  /** @returns the number of unanswered requests, including this one */
  add(socket: Socket, response: ServerResponse): number {
    const count = this.count(socket) + 1;
    this.#perSocket.set(socket, count);
    response.once('close', () => this.#perSocket.set(socket, this.count(socket) - 1));
    return count;
  }

  count(socket: Socket): number {
    return this.#perSocket.get(socket) ?? 0;
  }
}

/**
 * Calls `run` once all earlier responses of the connection are written; never if the connection closes first. A waiting
 * response has no socket, and libraries that watch the socket to close a file would leave it open for ever.
 */
export function afterEarlierResponses(response: ServerResponse, run: () => void): void {
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
