/** Generates the OpenAPI 3.1 document from the routes and schemas that serve the requests. */
import {
  CONTROL_EPOCH_HEADER,
  controlEpochSchema,
  errorBodySchema,
  type Role,
  type RouteName,
  type RouteScope,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { createDocument, type ZodOpenApiObject, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { OPERATION_NOTES } from './notes.ts';
import { rangeHeadersSchema, responsesOf } from './responses.ts';
import { API_PREFIX } from '../routing/api-prefix.ts';
import { lowestRole } from '../../people/policies.ts';
import type { Route } from '../routing/route.ts';

const epochHeaderSchema = z.object({
  [CONTROL_EPOCH_HEADER]: controlEpochSchema
    .optional()
    .meta({ description: 'Epoch of control known to the client; the command is refused if it has changed' }),
});

export function openApiDocument(routes: readonly Route[], version: string, basePath: string): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = `${API_PREFIX}${route.path}`;
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  const document: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: {
      title: 'Eyepiece hub',
      version,
      description: 'Cameras, captures and people. Live video uses Socket.IO, see docs/reference/protocol/sockets.md.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: basePath === '' ? '/' : basePath }],
    security: [{ bearer: [] }, { session: [] }],
    components: {
      schemas: { Error: errorBodySchema },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'token of a sign-in, or API key' },
        session: { type: 'apiKey', in: 'cookie', name: 'eyepiece_session' },
      },
    },
    paths,
  };
  return createDocument(document, { override: ({ jsonSchema }) => withoutBooleanItems(jsonSchema) });
}

/** `items: false` ends a tuple. Generators of clients expect a schema there; a length says the same. */
function withoutBooleanItems(schema: { prefixItems?: readonly unknown[]; items?: unknown }): void {
  const { prefixItems } = schema;
  if (prefixItems === undefined || schema.items !== false) return;
  delete schema.items;
  Object.assign(schema, { minItems: prefixItems.length, maxItems: prefixItems.length });
}

function operation(route: Route): ZodOpenApiOperationObject {
  const note = OPERATION_NOTES[`${route.method.toUpperCase()} ${route.path}` as RouteName];
  const body = route.body && { schema: route.body, ...(note.ask !== undefined && { example: note.ask }) };
  return {
    tags: [route.tag],
    summary: route.summary,
    description: [note.about, ...keyNote(route.scope)].join('\n\n'),
    operationId: `${route.method}${route.path.replace(/[^A-Za-z0-9]+(\w)?/g, (_, letter: string | undefined) => (letter ?? '').toUpperCase())}`,
    ...(route.allow === 'public' && { security: [] }),
    'x-role': roleOf(route),
    'x-scope': route.scope,
    'x-guests': route.guests !== undefined,
    requestParams: {
      ...pathParams(route.path),
      ...(route.query instanceof z.ZodObject && { query: route.query }),
      ...(route.underControl && { header: epochHeaderSchema }),
      ...(note.ranges && { header: rangeHeadersSchema }),
    },
    ...(body && { requestBody: { required: !route.bodyOptional, content: { 'application/json': body } } }),
    responses: responsesOf(route, note),
  };
}

/** The lowest role of the account, or at the camera. */
function roleOf({ allow }: Route): Role | 'anyone' {
  if (allow === 'public') return 'anyone';
  return allow === 'signed-in' ? 'viewer' : lowestRole(allow);
}

/** What the ids of a path stand for, by the name before them. */
const ID_OF: Readonly<Record<string, string>> = {
  cameras: 'Id of the camera, for example bench-3',
  'camera-groups': 'Id of the group',
  shots: 'Id of the shot',
  rewind: 'Name of the frame: {capturedAtUs}-{seq}.jpg',
  captures: 'Id of the capture',
  sessions: 'Id of the session',
  jobs: 'Id of the job',
  users: 'Id of the account',
  keys: 'Id of the API key',
  shares: 'Id of the share link',
  annotations: 'Id of the annotation',
  objectives: 'Id of the objective',
  presets: 'Id of the preset',
  downloads: 'Id of the planned download',
  plan: 'Id of the plan',
  log: 'Number of the entry in the log',
  notes: 'Number of the entry in the log',
};
const FILENAME = 'Name of the file; any name is accepted';

/** @throws {Error} for an id of something unknown */
function pathParams(path: string): { path?: z.ZodObject } {
  const parts = path.split('/');
  const named = parts.flatMap((part, at) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return [];
    const description = name === 'filename' ? FILENAME : ID_OF[parts[at - 1] ?? ''];
    if (description === undefined) throw new Error(`the document has no words for {${name}} of ${path}`);
    return [[name, z.string().meta({ description })] as const];
  });
  return named.length > 0 ? { path: z.object(Object.fromEntries(named)) } : {};
}

/** What an API key needs for the operation. */
function keyNote(scope: RouteScope): string[] {
  if (scope === 'public') return [];
  if (scope === 'any') return ['Every API key may call it.'];
  return [scope === 'never' ? 'Not for API keys: it needs a sign-in.' : `An API key needs the scope \`${scope}\`.`];
}
