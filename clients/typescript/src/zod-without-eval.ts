import { config } from 'zod';

// Zod compiles schemas with `new Function` by default, which content security policies of pages forbid and report.
// Import before creating any schema. Node has no such policy, and programs there may use zod themselves.
if (typeof process === 'undefined') config({ jitless: true });
