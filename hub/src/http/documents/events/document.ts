/** The parts of an AsyncAPI 3.0 document that the page shows. */

export interface Message {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly description: string;
  readonly contentType: string;
  /** JSON schema. */
  readonly payload: object;
  readonly examples: readonly { readonly payload: unknown }[];
}
export interface Reference {
  readonly $ref: string;
}
export interface Operation {
  readonly action: 'send' | 'receive';
  readonly channel: Reference;
  readonly summary: string;
  readonly messages: readonly Reference[];
  readonly reply?: { readonly channel: Reference; readonly messages: readonly Reference[] };
}
export interface EventsDocument {
  readonly asyncapi: string;
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: { readonly name: string };
  };
  readonly defaultContentType: string;
  readonly servers: object;
  readonly channels: object;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: { readonly messages: Readonly<Record<string, Message>>; readonly schemas: Readonly<Record<string, unknown>> };
}
