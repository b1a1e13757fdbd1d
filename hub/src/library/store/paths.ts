import { resolve, sep } from 'node:path';

/** The absolute path for a relative path from the database. @throws when it points outside `root` */
export function pathInside(root: string, relative: string): string {
  const path = resolve(root, ...relative.split('/'));
  if (!path.startsWith(resolve(root) + sep)) throw new Error(`the path "${relative}" points outside of the captures folder`);
  return path;
}

/** The key of a file of a capture. @param relative path from the database. @throws when it points outside of the captures */
export function captureKey(relative: string): string {
  if (relative.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw new Error(`the path "${relative}" points outside of the captures folder`);
  }
  return `captures/${relative}`;
}
