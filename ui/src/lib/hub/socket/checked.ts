import type { z } from 'zod';
import { reportFault } from '../../browser/report-fault.ts';

/** A listener that validates messages against the contract and reports invalid ones. */
export function checked<S extends z.ZodType>(name: string, schema: S, then: (value: z.output<S>) => void): (value: unknown) => void {
  return (value) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) then(parsed.data);
    else reportFault(`The hub sent an invalid "${name}":`, parsed.error);
  };
}
