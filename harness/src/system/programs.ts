/** The programs that the harness starts as processes. Only this file knows the paths of the other packages. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));
export const HUB = join(CHECKOUT, 'hub', 'src', 'main.ts');
export const FSCK = join(CHECKOUT, 'hub', 'maintenance', 'fsck.ts');
export const BACKUP = join(CHECKOUT, 'hub', 'maintenance', 'backup.ts');
export const SEED = join(CHECKOUT, 'hub', 'maintenance', 'seed', 'main.ts');
/** For PYTHONPATH. */
export const PYTHON_CLIENT = join(CHECKOUT, 'clients', 'python', 'src');
export const CAMERA_SOURCES = join(CHECKOUT, 'camera-ws', 'src');
export const UI_DIR = join(CHECKOUT, 'ui', 'dist');
