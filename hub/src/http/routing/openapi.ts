/** Generates the OpenAPI 3.1 document from the routes and schemas that serve the requests. */
import { CONTROL_EPOCH_HEADER, controlEpochSchema, errorBodySchema, type RouteScope } from '@eyepiece/shared-types';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, type ZodOpenApiResponseObject } from 'zod-openapi';
import type { Answer, Route } from './route.ts';

export const API_PREFIX = '/api/v1';

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
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Eyepiece hub',
      version,
      description: 'Cameras, captures and people. Live video uses Socket.IO, see docs/protocol.md.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: basePath === '' ? '/' : basePath }],
    security: [{ bearer: [] }, { session: [] }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'token of a sign-in, or API key' },
        session: { type: 'apiKey', in: 'cookie', name: 'eyepiece_session' },
      },
    },
    paths,
  });
}

function operation(route: Route): ZodOpenApiOperationObject {
  const params = [...route.path.matchAll(/\{(\w+)\}/g)].flatMap((match) => match[1] ?? []);
  return {
    tags: [route.tag],
    summary: route.summary,
    ...keyNote(route.scope),
    operationId: `${route.method}${route.path.replace(/[^A-Za-z0-9]+(\w)?/g, (_, letter: string | undefined) => (letter ?? '').toUpperCase())}`,
    ...(route.allow === 'public' && { security: [] }),
    requestParams: {
      ...(params.length > 0 && { path: z.object(Object.fromEntries(params.map((name) => [name, z.string()]))) }),
      ...(route.query instanceof z.ZodObject && { query: route.query }),
      ...(route.underControl && { header: epochHeaderSchema }),
    },
    ...(route.body && { requestBody: { required: !route.bodyOptional, content: { 'application/json': { schema: route.body } } } }),
    responses: { ...success(route), default: { description: 'An error', content: { 'application/json': { schema: errorBodySchema } } } },
  };
}

/** What an API key needs for the operation. */
function keyNote(scope: RouteScope): Pick<ZodOpenApiOperationObject, 'description'> {
  if (scope === 'public') return {};
  const notes = { any: 'Every API key may call it.', never: 'Not for API keys: it needs a sign-in.' };
  return { description: scope in notes ? notes[scope as keyof typeof notes] : `An API key needs the scope \`${scope}\`.` };
}

function success({ answer, accepted }: Route): ZodOpenApiOperationObject['responses'] {
  return {
    [`${(answer.status ?? 200) as 200}`]: response(answer),
    ...(accepted && { 202: response({ description: 'Accepted', ...accepted }) }),
  };
}

function response({ description = 'Success', schema, mediaType }: Answer): ZodOpenApiResponseObject {
  const type = mediaType ?? 'application/json';
  return {
    description,
    ...(schema
      ? { content: { [type]: { schema } } }
      : mediaType
        ? { content: { [type]: { schema: z.string().meta({ format: 'binary' }) } } }
        : {}),
  };
}
