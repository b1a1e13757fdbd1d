import { Migration } from '@mikro-orm/migrations';

/**
 * Remembers captures that were removed for good, so that a repeated upload does not bring them back.
 *
 * The trigger runs after the row is inserted, that is after waiting for a removal of the same row that is in progress. Its
 * query then sees what that removal has recorded. A condition in the insert statement would not.
 */
export class RemovedCaptures extends Migration {
  override up(): void {
    this.addSql(
      'create table "removed_captures" ("id" uuid not null, "sha256" text not null, "removed_at" timestamptz(3) not null, primary key ("id"))',
    );
    this.addSql('create index "removed_captures_by_time" on "removed_captures" ("removed_at", "id")');
    this.addSql(`create function eyepiece_refuse_removed() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from removed_captures where id = new.id) then
          raise exception 'capture % was removed', new.id using errcode = 'unique_violation', table = 'removed_captures';
        end if;
        return null;
      end $$`);
    this.addSql('create trigger captures_refuse_removed after insert on captures for each row execute function eyepiece_refuse_removed()');
  }

  override down(): void {
    this.addSql('drop trigger captures_refuse_removed on captures');
    this.addSql('drop function eyepiece_refuse_removed');
    this.addSql('drop table "removed_captures"');
  }
}
