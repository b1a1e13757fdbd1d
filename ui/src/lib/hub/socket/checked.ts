import type { z } from 'zod';
import { reportFault } from '../../shell/report-fault.ts';

/** A listener that takes what the contract allows, and reports anything else. */
export function checked<S extends z.ZodType>(name: string, schema: S, then: (value: z.output<S>) => void): (value: unknown) => void {
  return (value) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) then(parsed.data);
    else reportFault(`The hub sent a "${name}" that is not in the contract:`, parsed.error);
  };
}
