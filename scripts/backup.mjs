import { fileURLToPath } from 'node:url';
import { handOver } from './bootstrap/handover.mjs';

await handOver(fileURLToPath(import.meta.url), 'hub/maintenance/backup.ts');
