/** Markdown for notes. The parser is large and loads with the first note: until then notes are plain text. */
import { reportFault } from '../../browser/report-fault.ts';

import type * as Reader from './note-text.ts';

let reader = $state.raw<typeof Reader | null>(null);
let loading: Promise<void> | undefined;

export function loadMarkdown(): Promise<void> {
  loading ??= import('./note-text.ts').then(
    (loaded) => {
      reader = loaded;
    },
    (error: unknown) => {
      loading = undefined;
      reportFault('Notes are shown as plain text:', error);
    },
  );
  return loading;
}

/** A note as safe HTML. */
export function noteHtml(text: string): string {
  if (reader) return reader.noteHtml(text);
  void loadMarkdown();
  return escaped(text).replaceAll('\n', '<br>');
}

/** A note as a single plain line. */
export function plainNote(text: string): string {
  if (reader) return reader.plainNote(text);
  void loadMarkdown();
  return text.replaceAll(/\s+/g, ' ').trim();
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
