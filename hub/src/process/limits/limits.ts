/** Limits that keep one client from degrading the others. docs/reference/operation/security.md lists each with its default and its variable. */
import { HTTP_LIMITS, type HttpLimits } from './http-limits.ts';
import { LINK_LIMITS, type LinkLimits } from './link-limits.ts';
import { QUEUE_LIMITS, type QueueLimits } from './queue-limits.ts';
import { LOGIN_LIMITS, GUESS_LIMITS, type LoginLimits, type GuessLimits } from './sign-in-limits.ts';
import { SOCKET_LIMITS, type SocketLimits } from './socket-limits.ts';
import { WRITING_LIMITS, type WritingLimits } from './writing-limits.ts';

export interface Limits {
  readonly links: LinkLimits;
  readonly writing: WritingLimits;
  readonly queues: QueueLimits;
  readonly http: HttpLimits;
  readonly sockets: SocketLimits;
  readonly login: LoginLimits;
  readonly guesses: GuessLimits;
}

export const DEFAULT_LIMITS: Limits = {
  links: LINK_LIMITS,
  writing: WRITING_LIMITS,
  queues: QUEUE_LIMITS,
  http: HTTP_LIMITS,
  sockets: SOCKET_LIMITS,
  login: LOGIN_LIMITS,
  guesses: GUESS_LIMITS,
};
