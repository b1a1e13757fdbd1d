import { Migration } from '@mikro-orm/migrations';

/** Counts that limits are held against: guests that a link has let in, and guests of a session that are only counted. */
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
