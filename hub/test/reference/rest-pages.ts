/** The pages about REST, from the OpenAPI document. */
import type { ErrorCode } from '@eyepiece/shared-types';
import { ERROR_STATUS } from '@eyepiece/shared-types';
import { fieldRows, GENERATED, json, page, plain, resolved, row, table, typeWords, type JsonSchema } from './schema-words.ts';

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>;
}
export interface RestOperation {
  readonly tags: readonly [string];
  readonly summary: string;
  readonly description: string;
  readonly 'x-role': string;
  readonly 'x-scope': string;
  readonly 'x-guests': boolean;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema: JsonSchema;
    readonly description?: string;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, (Content & { readonly description: string }) | { readonly $ref: string }>>;
}
export interface RestDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RestOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, Content & { readonly description: string }>>;
  };
}

/** The tags of the document on each page. A tag without a page fails the test. */
const PAGES: readonly { readonly name: string; readonly title: string; readonly tags: readonly string[] }[] = [
  { name: 'sign-in', title: 'Sign in', tags: ['Sign in'] },
  { name: 'people', title: 'People and share links', tags: ['People', 'Share links'] },
  { name: 'keys', title: 'API keys', tags: ['API keys'] },
  { name: 'default-camera', title: 'Default camera', tags: ['Default camera'] },
  { name: 'cameras', title: 'Cameras', tags: ['Cameras'] },
  { name: 'control', title: 'Control, presets and objectives', tags: ['Control', 'Presets', 'Objectives'] },
  { name: 'several-cameras', title: 'Several cameras', tags: ['Several cameras'] },
  { name: 'jobs', title: 'Jobs', tags: ['Jobs'] },
  { name: 'captures', title: 'Captures', tags: ['Captures'] },
  { name: 'downloads', title: 'Downloads and storage', tags: ['Downloads', 'Storage'] },
  { name: 'annotations', title: 'Annotations', tags: ['Annotations'] },
  { name: 'sessions', title: 'Sessions', tags: ['Sessions'] },
  { name: 'service', title: 'Service and audit', tags: ['Service', 'Audit'] },
];

export function operationsOf({ paths }: RestDocument): { readonly name: string; readonly operation: RestOperation }[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path.replace('/api/v1', '')}`, operation })),
  );
}

/** @returns each page by its name @throws {Error} for a tag without a page */
export function restPages(document: RestDocument): Map<string, string> {
  const operations = operationsOf(document);
  const homeless = operations.find(({ operation }) => !PAGES.some(({ tags }) => tags.includes(operation.tags[0])));
  if (homeless) throw new Error(`no page of the reference has the tag ${homeless.operation.tags[0]} of ${homeless.name}`);
  const made = PAGES.map(({ name, title, tags }) => {
    const own = operations.filter(({ operation }) => tags.includes(operation.tags[0]));
    const sections = own.map((one) => section(document, one.name, one.operation));
    return [name, page(GENERATED, `# ${title}`, ABOUT, overview(own), ...sections)] as const;
  });
  return new Map(made);
}

const ABOUT =
  'Paths are below `/api/v1`. [Access](../access.md) explains roles and scopes, [errors](../errors.md) the codes, also those that every operation can give. A running hub has forms to try at `/docs`.';

function overview(operations: readonly { readonly name: string; readonly operation: RestOperation }[]): string {
  const rows = operations.map(({ name, operation }) => row(`\`${name}\``, operation.summary, operation['x-role'], scopeWords(operation)));
  return table(['Operation', 'What it does', 'Role', 'Scope of an API key'], rows);
}

const scopeWords = ({ 'x-scope': scope }: RestOperation): string =>
  ({ never: 'not for keys', public: '–', any: 'any' })[scope] ?? `\`${scope}\``;

function section(document: RestDocument, name: string, operation: RestOperation): string[] {
  const { components } = document;
  const { summary, description, parameters = [], requestBody, responses } = operation;
  const { schemas } = components;
  const parameterRows = parameters.map(({ in: place, name: field, required, schema, description: about = '' }) =>
    row(`\`${field}${required ? '' : '?'}\``, place, typeWords(schema), about),
  );
  const bodies = Object.entries(requestBody?.content ?? {});
  const done = Object.entries(responses).filter(([status]) => Number(status) < 400);
  return [
    `## \`${name}\``,
    plain(`${summary.replace(/\.?$/, '.')} ${description}`),
    ...(operation['x-guests'] ? ['Guests may call it for what their link names.'] : []),
    table(['Parameter', 'In', 'Type', 'Meaning'], parameterRows),
    ...bodies.flatMap(([, { schema, example }]) => [
      table(['Field of the body', 'Type', 'Meaning'], fieldRows(schema, schemas)),
      ...(example === undefined ? [] : [json(example)]),
    ]),
    ...done.flatMap(([status, response]) =>
      answer(status, '$ref' in response ? components.responses[nameOf(response.$ref)] : response, schemas),
    ),
    errorLine(operation, document),
  ];
}

const nameOf = (reference: string): string => reference.split('/').at(-1) ?? '';

function answer(
  status: string,
  response: (Content & { readonly description: string }) | undefined,
  schemas: Readonly<Record<string, JsonSchema>>,
): string[] {
  const [type, body] = Object.entries(response?.content ?? {})[0] ?? [];
  const what = type === undefined ? '' : ` (\`${type}\`)`;
  const head = `Answer ${status}${what}: ${plain(response?.description ?? '')}`;
  if (body === undefined || type !== 'application/json') return [head];
  const fields = fieldRows(resolved(body.schema, schemas), schemas);
  return [head, table(['Field', 'Type', 'Meaning'], fields), ...(body.example === undefined ? [] : [json(body.example)])];
}

/** The codes of an operation by status, as its responses list them. */
export function codesOf({ responses }: RestOperation, { responses: shared }: RestDocument['components']): ErrorCode[] {
  const failures = Object.entries(responses).filter(([status]) => Number(status) >= 400);
  const codes = failures.flatMap(([, response]) => {
    const { content } = ('$ref' in response ? shared[nameOf(response.$ref)] : response) ?? {};
    const listed = content?.['application/json']?.schema.allOf?.[1]?.properties?.['code']?.enum ?? [];
    return listed as readonly ErrorCode[];
  });
  return codes.toSorted((one, other) => ERROR_STATUS[one] - ERROR_STATUS[other]);
}

/** The codes that every operation has. */
export function commonCodes(document: RestDocument): ErrorCode[] {
  const [first = [], ...others] = operationsOf(document).map(({ operation }) => codesOf(operation, document.components));
  return first.filter((code) => others.every((codes) => codes.includes(code)));
}

function errorLine(operation: RestOperation, document: RestDocument): string {
  const common = commonCodes(document);
  const own = codesOf(operation, document.components).filter((code) => !common.includes(code));
  return own.length === 0 ? '' : `Errors of its own: ${own.map((code) => `\`${code}\``).join(', ')}.`;
}
