import { markup, type Markup } from './markup.ts';

/** The title of a column, and whether its cells are numbers. */
export type Column = string | { readonly number: string };

/** A table that scrolls sideways where it has no room. @param look its class */
export function dataTable(columns: readonly Column[], rows: readonly Markup[], look = ''): Markup {
  return markup`<div class="scroll">
    <table class="${look}">
      <thead>
        <tr>
          ${columns.map(head)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function head(column: Column): Markup {
  return typeof column === 'string' ? markup`<th>${column}</th>` : markup`<th class="number">${column.number}</th>`;
}
