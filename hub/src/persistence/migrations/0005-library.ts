import { Migration } from '@mikro-orm/migrations';

/** Letters that NFKD and `lower()` in the C locale do not convert to lower case without diacritics. */
const BEFORE = 'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЄІЂЈЉЊЋЏҐÆŒẞØøŁłĐđÐðı';
const AFTER = 'αβγδεζηθικλμνξοπρστυφχψωσабвгдежзиклмнопрстуфхцчшщъыьэюяєіђјљњћџґæœßoollddddi';
/** Everything except letters and digits, including the punctuation of all scripts. The same as in captures/search/words.ts. */
const SEPARATORS = '[^0-9a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u1fff\\u2c00-\\u2dff\\u3040-\\uffff]+';

/** Search, history, and deferred sidecars. */
export class Library extends Migration {
  override up(): void {
    this.#functions();
    this.addSql(`alter table "captures" add column "search" tsvector null,
      add column "edits" int not null default 0, add column "sidecar_edits" int not null default 0`);
    this.addSql(`create trigger captures_search before insert or update of label, notes, tags, filename, user_name, session_id
      on captures for each row execute function eyepiece_capture_search()`);
    this.addSql(`create trigger capture_sessions_title after update of title on capture_sessions for each row
      when (old.title is distinct from new.title) execute function eyepiece_session_title()`);
    this.addSql('update captures set filename = filename');
    this.#indexes();

    this.addSql(`create table "capture_revisions" (
      "id" bigserial primary key, "capture_id" uuid not null, "at" timestamptz(3) not null, "user_id" uuid null,
      "user_name" text not null, "action" text not null, "changes" jsonb not null,
      constraint "capture_revisions_action_check" check ("action" in ('edited', 'trashed', 'restored')))`);
    this.addSql('create index "capture_revisions_of_capture" on "capture_revisions" ("capture_id", "id")');
  }

  override down(): void {
    this.addSql('drop table "capture_revisions"');
    this.addSql('drop trigger capture_sessions_title on capture_sessions');
    this.addSql('drop trigger captures_search on captures');
    this.addSql('drop index captures_filtered');
    this.addSql('drop index captures_newest_of_session');
    this.addSql(`create index captures_newest_of_session on captures (session_id, captured_at_us desc, id desc)
      where deleted_at is null and session_id is not null`);
    this.addSql('alter table "captures" drop column "search", drop column "edits", drop column "sidecar_edits"');
    for (const name of ['eyepiece_session_title', 'eyepiece_capture_search']) this.addSql(`drop function ${name}()`);
    for (const name of ['eyepiece_words', 'eyepiece_fold']) this.addSql(`drop function ${name}(text)`);
  }

  #functions(): void {
    this.addSql(`create function eyepiece_fold(value text) returns text language sql immutable parallel safe strict as
      $$ select replace(replace(replace(translate(lower(regexp_replace(normalize(value, NFKD), '[\\u0300-\\u036f]+', '', 'g') collate "C"), '${BEFORE}', '${AFTER}'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe') $$`);
    this.addSql(`create function eyepiece_words(value text) returns text[] language sql immutable parallel safe strict as
      $$ select coalesce(array_agg(distinct left(word, 64)), '{}')
         from regexp_split_to_table(eyepiece_fold(value), '${SEPARATORS}') as word where word <> '' $$`);
    // An insert locks the session, because a concurrent change of title does not see the new row yet. An update must not
    // lock it (that would deadlock) and need not, because the change of title waits for the row.
    this.addSql(`create function eyepiece_capture_search() returns trigger language plpgsql as $$
      declare session_title text;
      begin
        if new.session_id is not null then
          if tg_op = 'INSERT' then
            select title into session_title from capture_sessions where id = new.session_id for share;
          else
            select title into session_title from capture_sessions where id = new.session_id;
          end if;
        end if;
        new.search := array_to_tsvector(eyepiece_words(concat_ws(' ',
          new.label, new.notes, array_to_string(new.tags, ' '), new.filename, new.user_name, session_title)));
        return new;
      end $$`);
    this.addSql(`create function eyepiece_session_title() returns trigger language plpgsql as $$
      begin
        update captures set session_id = session_id where session_id = new.id;
        return null;
      end $$`);
  }

  #indexes(): void {
    this.addSql('create index captures_search on captures using gin (search)');
    // Allows index-only scans for any combination of filters.
    this.addSql(`create index captures_filtered on captures (captured_at_us desc, id desc) include
      (deleted_at, camera_id, session_id, user_id, job_id, format, rating, exposure_ms, gain_db, label, size_bytes)`);
    this.addSql('create index captures_sidecars_due on captures (id) where sidecar_edits < edits');
    this.addSql('drop index captures_newest_of_session');
    this.addSql(`create index captures_newest_of_session on captures (session_id, captured_at_us desc, id desc)
      include (deleted_at) where session_id is not null`);
  }
}
