import type { ServerToClientEvents } from '@eyepiece/shared-types';
import type { z } from 'zod';
import { reportFault } from '../../browser/report-fault.ts';
import type { HubSocket } from './reconnecting-socket.ts';

/** A listener that validates messages against the contract and reports invalid ones. */
export function checked<S extends z.ZodType>(name: string, schema: S, then: (value: z.output<S>) => void): (value: unknown) => void {
  return (value) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) then(parsed.data);
    else reportFault(`The hub sent an invalid "${name}":`, parsed.error);
  };
}

/** Listens for an event and validates its message. */
export function onChecked<S extends z.ZodType>(
  socket: HubSocket,
  name: keyof ServerToClientEvents,
  schema: S,
  then: (value: z.output<S>) => void,
): void {
  socket.on(name, checked(name, schema, then));
}
