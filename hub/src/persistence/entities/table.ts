import { defineEntity } from '@mikro-orm/core';

interface Constraint {
  readonly name: string;
  readonly expression: string;
}

interface ColumnIndex<Column> {
  readonly name: string;
  readonly properties: Column[];
}

interface TableRules<Column> {
  readonly checks?: Constraint[];
  readonly indexes?: (Constraint | ColumnIndex<Column>)[];
}

/** An entity and its table. The type of its rows follows from the columns. */
export function table<const Name extends string, const Table extends string, const Columns extends Record<string, unknown>>(
  name: Name,
  tableName: Table,
  properties: Columns,
  { checks = [], indexes = [] }: TableRules<keyof Columns & string> = {},
) {
  return defineEntity({ name, tableName, properties, checks, indexes });
}

/** An index by the part of its definition that follows its name: `on captures (id) where …`. */
export function index(name: string, definition: string): Constraint {
  return { name, expression: `create index ${name} ${definition}` };
}

export function uniqueIndex(name: string, definition: string): Constraint {
  return { name, expression: `create unique index ${name} ${definition}` };
}
