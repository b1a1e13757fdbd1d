import type { ServerToClientEvents } from '@eyepiece/shared-types';
import type { z } from 'zod';
import type { HubSocket } from './reconnecting-socket.ts';

/** Records a message that is ignored because it does not fit the contract. */
export type ReportFault = (what: string, error: unknown) => void;

/** A listener that validates messages against the contract and reports invalid ones. */
export function checked<S extends z.ZodType>(
  name: string,
  schema: S,
  then: (value: z.output<S>) => void,
  report: ReportFault,
): (value: unknown) => void {
  return (value) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) then(parsed.data);
    else report(`The hub sent an invalid "${name}":`, parsed.error);
  };
}

/** Listens for an event and validates its message. */
export function onChecked<S extends z.ZodType>(
  socket: HubSocket,
  name: keyof ServerToClientEvents,
  schema: S,
  then: (value: z.output<S>) => void,
  report: ReportFault,
): void {
  socket.on(name, checked(name, schema, then, report));
}
