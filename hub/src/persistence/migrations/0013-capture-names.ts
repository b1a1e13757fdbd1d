import { Migration } from '@mikro-orm/migrations';

/**
 * Names of captures, unique in the library whatever the case. Captures of earlier versions keep null: their name is the
 * file name. So the migration of a large library takes no time, and an older hub can still insert rows.
 */
export class CaptureNames extends Migration {
  override up(): void {
    this.addSql('alter table "captures" add column "name" text null');
    this.addSql('create unique index captures_name on captures (lower(name))');
    this.addSql('create table "capture_numbers" ("scope" text not null, "last" bigint not null, primary key ("scope"))');
    this.addSql(words('new.filename, new.name'));
  }

  override down(): void {
    this.addSql(words('new.filename'));
    this.addSql('drop table "capture_numbers"');
    this.addSql('alter table "captures" drop column "name"');
  }
}

/** As in migration 0007, with these names. A name never changes, so the trigger keeps its list of columns. */
const words = (names: string): string => `create or replace function eyepiece_capture_words() returns trigger language plpgsql as $$
      declare session_title text;
      begin
        if new.session_id is not null then
          if tg_op = 'INSERT' then
            select title into session_title from capture_sessions where id = new.session_id for share;
          else
            select title into session_title from capture_sessions where id = new.session_id;
          end if;
        end if;
        insert into capture_words values (new.id, array_to_tsvector(eyepiece_words(concat_ws(' ',
          new.label, new.notes, array_to_string(new.tags, ' '), ${names}, new.user_name, session_title))))
          on conflict (capture_id) do update set words = excluded.words where capture_words.words <> excluded.words;
        return null;
      end $$`;
