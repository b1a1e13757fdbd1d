import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { read, root } from './files.ts';

/** Workspaces whose folder is not named like their package. */
const FOLDERS: Readonly<Record<string, string>> = { client: 'clients/typescript' };

/** Folders of the workspaces from which the page imports. */
function imported(): string[] {
  const files = readdirSync(join(root, 'ui/src'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((name) => /\.(ts|svelte)$/.test(name) && !name.endsWith('.test.ts'));
  const packages = sources.flatMap((name) => [...read(join('ui/src', name)).matchAll(/from '@eyepiece\/([a-z-]+)/g)]);
  return [...new Set(packages.map(([, name = '']) => FOLDERS[name] ?? name))].toSorted();
}

it('the image, the build of the launcher and the version of the page know all workspaces of its sources', () => {
  const workspaces = imported();
  expect(workspaces).toEqual(['clients/typescript', 'shared-types']);
  const [image = ''] = read('hub/Dockerfile').split('RUN npm run build -w ui');
  for (const workspace of workspaces) {
    expect(image).toContain(`\nCOPY ${workspace} ${workspace}\n`);
    expect(read('host/src/build/ui-build.ts')).toContain(`'${workspace}/src'`);
    expect(read('ui/vite/ui-version.ts')).toContain(`'../${workspace}/src'`);
  }
});
