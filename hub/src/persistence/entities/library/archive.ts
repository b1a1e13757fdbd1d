import { p, type InferEntity } from '@mikro-orm/core';
import { table } from '../table.ts';

export type ArchiveKind = 'download' | 'export';

/** A file of an archive. */
export interface PlannedFile {
  /** Path in the archive. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  /** The path of a master, as in its row, or a file that was made for the archive, `at` for a part of it. */
  readonly from: { readonly master: string } | { readonly made: string; readonly at?: number };
}

/** A zip that any hub can send: a download of captures, or the export of a session. */
export const ArchiveEntity = table(
  'Archive',
  'archives',
  {
    id: p.uuid().primary(),
    kind: p.text().$type<ArchiveKind>(),
    /** The account or link whose limits apply. */
    owner: p.text(),
    /** Of an export. */
    sessionId: p.uuid().nullable(),
    filename: p.text(),
    /** Null while the archive is being made. */
    files: p.json<PlannedFile[]>().nullable(),
    /** Size of the plan, and of the files that were made for the archive. */
    bytes: p.bigint('number'),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3),
  },
  { indexes: [{ name: 'archives_owner', properties: ['owner'] }] },
);
export type ArchiveRow = InferEntity<typeof ArchiveEntity>;
