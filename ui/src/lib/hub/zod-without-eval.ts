import { config } from 'zod';

// Zod compiles schemas with `new Function` by default, which the hub's content security policy forbids and reports.
// Import before creating any schema.
config({ jitless: true });
