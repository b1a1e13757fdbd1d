import { Migration } from '@mikro-orm/migrations';

const KINDS = "('session', 'capture', 'settings', 'control', 'note', 'job', 'fault', 'annotation')";

/** Sessions with participants and a log. Earlier versions wrote no sessions, so there are no rows to convert. */
export class Sessions extends Migration {
  override up(): void {
    this.addSql(`alter table "capture_sessions" add column "description" text not null default '',
      add column "tags" text[] not null default '{}', add column "camera_name" text not null default '',
      add column "end_reason" text null,
      add constraint "capture_sessions_end_reason_check" check ("end_reason" in ('ended', 'abandoned'))`);
    for (const column of ['description', 'tags', 'camera_name']) {
      this.addSql(`alter table "capture_sessions" alter column "${column}" drop default`);
    }
    this.addSql('create index capture_sessions_newest on capture_sessions (started_at desc, id desc)');
    this.addSql('create unique index capture_sessions_open on capture_sessions (camera_id) where ended_at is null');

    this.addSql(`create table "session_participants" (
      "session_id" uuid not null, "user_id" text not null, "name" text not null, "guest" boolean not null,
      "joined_at" timestamptz(3) not null, "left_at" timestamptz(3) null, primary key ("session_id", "user_id"))`);

    this.addSql(`create table "session_entries" (
      "id" bigserial primary key, "session_id" uuid not null, "at" timestamptz(3) not null, "kind" text not null,
      "action" text not null, "person_id" text null, "person_name" text null, "text" text not null, "details" jsonb not null,
      "revision" int not null, "edited_at" timestamptz(3) null, "edited_by_id" text null, "edited_by_name" text null,
      "deleted_at" timestamptz(3) null,
      constraint "session_entries_kind_check" check ("kind" in ${KINDS}))`);
    this.addSql('create index "session_entries_of_session" on "session_entries" ("session_id", "id")');
    this.addSql('create index "session_entries_of_kind" on "session_entries" ("session_id", "kind", "id")');

    this.addSql(`create table "session_entry_revisions" (
      "entry_id" bigint not null, "revision" int not null, "at" timestamptz(3) not null,
      "by_id" text null, "by_name" text null, "text" text not null, primary key ("entry_id", "revision"))`);
  }

  override down(): void {
    for (const table of ['session_entry_revisions', 'session_entries', 'session_participants']) this.addSql(`drop table "${table}"`);
    this.addSql('drop index capture_sessions_open');
    this.addSql('drop index capture_sessions_newest');
    this.addSql(`alter table "capture_sessions" drop constraint "capture_sessions_end_reason_check",
      drop column "description", drop column "tags", drop column "camera_name", drop column "end_reason"`);
  }
}
