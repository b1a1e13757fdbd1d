import { config } from 'zod';

// Zod compiles schemas with `new Function` where it may; the hub's content security policy forbids that and reports
// every attempt. Must be imported before any schema is made.
config({ jitless: true });
