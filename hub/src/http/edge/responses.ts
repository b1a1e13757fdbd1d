/** Unanswered requests of each connection. Their number bounds the memory that pipelining clients use. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export class Unanswered {
  readonly #perSocket = new WeakMap<Socket, Set<ServerResponse>>();

  /** @returns the number of unanswered requests, including this one */
  add(socket: Socket, response: ServerResponse): number {
    const responses = this.#perSocket.get(socket) ?? new Set();
    this.#perSocket.set(socket, responses.add(response));
    response.once('close', () => responses.delete(response));
    return responses.size;
  }

  count(socket: Socket): number {
    return this.#perSocket.get(socket)?.size ?? 0;
  }

  /** The response of the only unanswered request. */
  only(socket: Socket): ServerResponse | undefined {
    const [response, another] = this.#perSocket.get(socket) ?? [];
    return another ? undefined : response;
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
