/**
 * The hub as a later version: a copy of its sources with changes. A clone of the repository may have no history, so an earlier
 * version is not available everywhere.
 */
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKOUT } from '@eyepiece/harness/system/programs';

/** @throws if the file is not as the change expects */
type Change = readonly [path: string, change: (text: string) => string];

const SCOPE = '@eyepiece';
const PACKAGES = ['hub', 'shared-types', 'host'];
const MIGRATIONS = 'hub/src/persistence/migrations';

const replace =
  (from: string | RegExp, to: string) =>
  (text: string): string =>
    text.replaceAll(from, to);

const version = (value: string): Change => ['hub/package.json', replace(/"version": "[^"]+"/g, `"version": "${value}"`)];

/** Adds a migration, as most versions do. */
const migration = (name: string): Change => [
  `${MIGRATIONS}/index.ts`,
  (text) => `import { Later } from './${name}.ts';\n${text.replace(/^\];$/m, `  { name: '${name}', class: Later },\n];`)}`,
];

/** Every message between hubs has more than this version knows, also where an object is in another one. */
const MORE = 'later: { more: [1] }';
const PEERS = 'hub/src/cluster/peers';
const RELAY = 'hub/src/cluster/relay';

/** A version that earlier hubs understand. */
export const LATER: readonly Change[] = [
  version('0.2.0'),
  migration('9999-later'),
  [`${PEERS}/protocol.ts`, replace('PEER_PROTOCOL = 2;', 'PEER_PROTOCOL = 3;')],
  [`${PEERS}/peer-connection.ts`, replace('emit(event, payload,', `emit(event, { ...(payload as object), ${MORE} },`)],
  [`${PEERS}/peer-server.ts`, replace('{ ok: true, result:', `{ ok: true, ${MORE}, result:`)],
  [`${RELAY}/edge/frame-connection.ts`, replace("emitWithAck('watch', watch)", `emitWithAck('watch', { ...watch, ${MORE} })`)],
  [`${RELAY}/home/relay-server.ts`, replace("emit('source', source)", `emit('source', { ...source, ${MORE} })`)],
  ['hub/src/cluster/homes/mirror/publisher.ts', replace(/(state|change): (camera\.state|state)/g, `$1: { ...$2, ${MORE} }`)],
  [
    'hub/src/cluster/messages/messages.ts',
    replace('from: this.hubId, content }', `from: this.hubId, ${MORE}, content: { ...content, ${MORE} } }`),
  ],
  ['hub/src/cluster/directory/directory.ts', replace('JSON.stringify(own)', `JSON.stringify({ ...own, ${MORE} })`)],
];

/** A version that speaks no version of the protocol that the others speak. */
export const INCOMPATIBLE: readonly Change[] = [
  version('9.0.0'),
  migration('9999-incompatible'),
  [`${PEERS}/protocol.ts`, replace(/(PEER_PROTOCOL(?:_MIN)?) = \d+;/g, '$1 = 9;')],
];

/** @returns its program */
export async function makeHub(folder: string, changes: readonly Change[]): Promise<string> {
  for (const name of PACKAGES) {
    await cp(join(CHECKOUT, name, 'src'), join(folder, name, 'src'), { recursive: true });
    await cp(join(CHECKOUT, name, 'package.json'), join(folder, name, 'package.json'));
  }
  await linkModules(folder);
  const added = `import { Migration } from '@mikro-orm/migrations';\nexport class Later extends Migration {\n  override up(): void {\n    this.addSql('create table "later" ("id" int)');\n  }\n}\n`;
  for (const name of ['9999-later', '9999-incompatible']) await writeFile(join(folder, MIGRATIONS, `${name}.ts`), added);
  for (const [path, change] of changes) {
    const text = await readFile(join(folder, path), 'utf8');
    const changed = change(text);
    if (changed === text) throw new Error(`${path} is not as later-hub.ts expects`);
    await writeFile(join(folder, path), changed);
  }
  return join(folder, 'hub', 'src', 'main.ts');
}

/** All packages of the checkout, but its own ones as copied. */
async function linkModules(folder: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, SCOPE), { recursive: true });
  for (const name of PACKAGES) await symlink(join(folder, name), join(modules, SCOPE, name), 'junction');
  for (const name of await readdir(join(CHECKOUT, 'node_modules'))) {
    if (name !== SCOPE) await symlink(join(CHECKOUT, 'node_modules', name), join(modules, name), 'junction');
  }
  await symlink(join(CHECKOUT, 'hub', 'node_modules'), join(folder, 'hub', 'node_modules'), 'junction');
}
