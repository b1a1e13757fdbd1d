import { Initial } from './0001-initial.ts';

/** Every migration, oldest first. A name that has been released is never changed. */
export const MIGRATIONS = [{ name: '0001-initial', class: Initial }];
