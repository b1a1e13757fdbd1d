/** The types of the REST API in the TypeScript client: `npm run generate -w clients/typescript` writes them. */
import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { useHub } from '../../setup/use-hub.ts';

const FILE = fileURLToPath(new URL('../../../../clients/typescript/src/rest/paths.ts', import.meta.url));
const PREFIX = '/api/v1';
const HEADER = '/** Generated from the OpenAPI document of the hub: `npm run generate -w clients/typescript`. */\n\n';

const hub = useHub();

it('are those of the OpenAPI document', async () => {
  const document = (await (await hub.api('/openapi.json')).json()) as { paths: Record<string, object> };
  const paths = Object.entries(document.paths).map(([path, item]) => [path.replace(PREFIX, ''), item]);
  const ast = await openapiTS(JSON.stringify({ ...document, paths: Object.fromEntries(paths) as unknown }), {
    alphabetize: true,
    emptyObjectsUnknown: true,
  });
  const text = await format(HEADER + astToString(ast), { ...(await resolveConfig(FILE)), filepath: FILE });
  await expect(text).toMatchFileSnapshot(FILE);
});
