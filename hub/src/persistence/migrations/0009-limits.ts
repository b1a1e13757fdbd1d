import { Migration } from '@mikro-orm/migrations';

/** Counts for limits: guests admitted by a link, and guests of a session who are no longer listed. */
export class Limits extends Migration {
  override up(): void {
    this.addSql('alter table "shares" add column "guests" int not null default 0');
    this.addSql('update "shares" set "guests" = least("uses", 100)');
    this.addSql('alter table "capture_sessions" add column "former_guests" int not null default 0');
  }

  override down(): void {
    this.addSql('alter table "capture_sessions" drop column "former_guests"');
    this.addSql('alter table "shares" drop column "guests"');
  }
}
