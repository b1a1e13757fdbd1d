/** What the OpenAPI document says about an operation beyond its summary and its schemas. */
import type { ErrorCode, RouteName } from '@eyepiece/shared-types';

export interface OperationNote {
  /** What the operation does beyond its summary, and what a caller must know. Markdown. */
  readonly about: string;
  /** Example of the body of the request. */
  readonly ask?: unknown;
  /** Example of the body of the response. */
  readonly answer?: unknown;
  /** Codes beyond those that `errors.ts` derives from the route. */
  readonly errors?: readonly ErrorCode[];
  /** Whether the response is a file with an ETag and ranges of bytes (RFC 9110 §13, §14). */
  readonly ranges?: true;
  /** Headers of the response, with what they tell. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A part of the table of all operations. */
export type OperationNotes = Readonly<Partial<Record<RouteName, OperationNote>>>;
