import { z } from 'zod';

/** In ascending order; each role includes the ones before it. */
export const ROLES = ['viewer', 'contributor', 'operator', 'admin'] as const;
export const roleSchema = z.enum(ROLES).meta({ description: 'What the account may do; each role includes the ones before it' });
export type Role = z.infer<typeof roleSchema>;
