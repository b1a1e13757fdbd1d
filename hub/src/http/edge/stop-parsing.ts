import type { Socket } from 'node:net';

/** What the callback of a request's headers tells Node's parser: no HTTP follows, as after an upgrade. */
const NO_MORE_HTTP = 2;

/**
 * Hears no further request of a connection. Neither an ended response nor a destroyed socket stops the parser: one read
 * may hold more than a thousand requests, and Node makes objects and an error with a stack for each.
 */
export function stopParsing(socket: Socket): void {
  // Not documented: node:http keeps its parser here, and nothing else reaches into a read that has begun.
  const { parser } = socket as Socket & { parser?: { onIncoming?: (() => number) | null } | null };
  if (parser) parser.onIncoming = () => NO_MORE_HTTP;
}
