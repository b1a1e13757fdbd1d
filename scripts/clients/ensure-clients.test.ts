import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageListSchema } from '@eyepiece/host/build/client-packages';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureClients, type ClientBuild } from './ensure-clients.ts';

let root: string;
let folder: string;
let built: string[];
/** Of the package that is built next. */
let version: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eyepiece-clients-'));
  folder = join(root, 'dist');
  for (const kind of ['python', 'typescript']) {
    mkdirSync(join(root, kind));
    writeFileSync(join(root, kind, 'source'), 'one');
  }
  [built, version] = [[], '1.0.0'];
});
afterEach(() => rmSync(root, { recursive: true }));

const showStep = <T>(title: string, work: () => Promise<T>): Promise<T> => {
  built.push(title);
  return work();
};
function build(kind: 'python' | 'typescript', fails?: string): ClientBuild {
  return {
    kind,
    title: `${kind} client`,
    sources: [kind],
    build: async (from, to) => {
      if (fails !== undefined) throw new Error(fails);
      const name = `${kind}-${version}.pack`;
      await writeFile(join(to, name), readFileSync(join(from, kind, 'source')));
      return { name, version };
    },
  };
}
const ensure = (...builds: ClientBuild[]) => ensureClients(root, folder, builds, showStep);
const listed = (): string[] =>
  packageListSchema.parse(JSON.parse(readFileSync(join(folder, 'files.json'), 'utf8'))).files.map(({ name }) => name);

it('builds what is missing or older than its sources, and nothing else', async () => {
  const both = [build('python'), build('typescript')];
  expect(await ensure(...both)).toEqual([]);
  expect(listed()).toEqual(['python-1.0.0.pack', 'typescript-1.0.0.pack']);
  await ensure(...both);
  expect(built).toHaveLength(2);

  writeFileSync(join(root, 'python', 'source'), 'two');
  version = '1.1.0';
  await ensure(...both);
  expect(built.slice(2)).toEqual(['Building the python client']);
  expect(readFileSync(join(folder, 'python-1.1.0.pack'), 'utf8')).toBe('two');
  expect(readdirSync(folder).toSorted()).toEqual(['files.json', 'python-1.1.0.pack', 'typescript-1.0.0.pack']);

  rmSync(join(folder, 'typescript-1.0.0.pack'));
  await ensure(...both);
  expect(existsSync(join(folder, 'typescript-1.1.0.pack'))).toBe(true);
});

it('a build that fails leaves the others, and takes its old package out of the list', async () => {
  await ensure(build('python'), build('typescript'));
  writeFileSync(join(root, 'python', 'source'), 'two');
  const failed = await ensure(build('python', 'no compiler\nand more'), build('typescript'));
  expect(failed).toEqual([{ title: 'python client', reason: 'no compiler' }]);
  expect(listed()).toEqual(['typescript-1.0.0.pack']);
  expect(readdirSync(folder).toSorted()).toEqual(['files.json', 'typescript-1.0.0.pack']);
  expect(await ensure(build('python'), build('typescript'))).toEqual([]);
  expect(listed()).toEqual(['python-1.0.0.pack', 'typescript-1.0.0.pack']);
});

it('builds again when the list is damaged', async () => {
  await ensure(build('python'));
  writeFileSync(join(folder, 'files.json'), '{"files": [{"kind": "python", "name": "../secret"}]}');
  await ensure(build('python'));
  expect(built).toHaveLength(2);
  expect(listed()).toEqual(['python-1.0.0.pack']);
});

it('removes what builds that were killed have left, and leaves that of builds that run', async () => {
  for (const name of ['.building-killed', '.building-running']) mkdirSync(join(folder, name), { recursive: true });
  utimesSync(join(folder, '.building-killed'), 1, 1);
  await ensure(build('python'));
  expect(readdirSync(folder).toSorted()).toEqual(['.building-running', 'files.json', 'python-1.0.0.pack']);
});

it('a folder that cannot be changed is a failure with its reason', async () => {
  await ensure(build('python'));
  // In the way of the list.
  rmSync(join(folder, 'files.json'));
  mkdirSync(join(folder, 'files.json'));
  const [failed] = await ensure(build('python'));
  expect(failed).toMatchObject({ title: 'list of the clients', reason: expect.stringContaining('files.json') as string });
});
