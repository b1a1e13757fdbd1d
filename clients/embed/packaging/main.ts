/** `node clients/embed/packaging/main.ts FOLDER`: writes eyepiece-live.js into the folder. */
import { resolve } from 'node:path';
import { buildEmbed } from './build.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder for the script');
await buildEmbed(resolve(folder));
