/** Kinds of differences between rows and files. */
export type FindingKind =
  | 'row_without_file'
  | 'trashed_without_file'
  | 'file_without_row'
  | 'second_file'
  | 'remnant'
  | 'wrong_size'
  | 'wrong_digest'
  | 'sidecar_missing'
  | 'sidecar_stale'
  | 'removal_unfinished'
  | 'temporary'
  | 'thumbnail_orphaned'
  | 'unknown_file';

export interface Finding {
  readonly kind: FindingKind;
  /** Relative to the data folder. */
  readonly path: string;
  readonly message: string;
  /** The repair that was made; undefined when none was requested or possible. */
  readonly repaired?: string;
}

export function lineOf({ kind, path, message, repaired }: Finding): string {
  return `${kind}  ${path}: ${message}${repaired === undefined ? '' : ` → ${repaired}`}`;
}
