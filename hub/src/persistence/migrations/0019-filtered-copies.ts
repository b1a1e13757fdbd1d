import { Migration } from '@mikro-orm/migrations';

/**
 * Finds the filtered copies of a capture. The index is over the metadata: a hub of the version before, which goes on
 * running after the migration, stores copies too.
 */
export class FilteredCopies extends Migration {
  override up(): void {
    this.addSql(`create index captures_copies on captures ((metadata->'derivedFrom'->>'captureId'))
      where metadata->'derivedFrom'->>'captureId' is not null`);
  }

  override down(): void {
    this.addSql('drop index captures_copies');
  }
}
