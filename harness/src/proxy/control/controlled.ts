/** What REST and the keyboard may do with a proxy. */
import type { ConnectionState } from '../relay/tap.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { Direction, MessageContent } from '../rules/schema.ts';

/** The connection takes no message now. */
export class ConnectionError extends Error {
  override readonly name: string = 'ConnectionError';
}

export class UnknownConnectionError extends ConnectionError {
  override readonly name = 'UnknownConnectionError';
}

export interface Controlled {
  readonly rules: RuleBook;
  readonly connections: readonly ConnectionState[];
  /** @throws {UnknownConnectionError} */
  cut(id?: string): void;
  /** @throws {ConnectionError} */
  inject(id: string, direction: Direction, content: MessageContent): void;
}
