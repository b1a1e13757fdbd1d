import { Migration } from '@mikro-orm/migrations';

/** Users, cameras, captures, presets, sessions and the audit trail. */
export class Initial extends Migration {
  override up(): void {
    this.addSql(`create table "users" (
      "id" uuid not null, "email" text not null, "name" text not null, "role" text not null,
      "password_hash" text not null, "disabled" boolean not null, "token_version" int not null,
      "created_at" timestamptz(3) not null, primary key ("id"),
      constraint "users_email_unique" unique ("email"),
      constraint "users_email_check" check (email = lower(email)),
      constraint "users_role_check" check ("role" in ('viewer', 'contributor', 'operator', 'admin')))`);

    this.addSql(`create table "cameras" (
      "id" text not null, "name" text not null, "driver" text not null, "model" text not null, "serial" text not null,
      "firmware" text null, "capabilities" jsonb not null, "last_seen_at" timestamptz(3) not null, primary key ("id"))`);

    this.addSql(`create table "captures" (
      "id" uuid not null, "camera_id" text not null, "camera_name" text not null, "filename" text not null,
      "path" text not null, "format" text not null, "size_bytes" bigint not null, "sha256" text not null,
      "width" int not null, "height" int not null, "bit_depth" smallint not null, "channels" smallint not null,
      "captured_at" timestamptz(6) not null, "captured_at_us" bigint not null, "seq" bigint not null,
      "exposure_ms" double precision not null, "gain_db" double precision not null,
      "user_id" uuid null, "user_name" text null, "session_id" uuid null,
      "label" text null, "tags" text[] not null, "notes" text null, "rating" smallint not null,
      "metadata" jsonb not null, "created_at" timestamptz(3) not null, "deleted_at" timestamptz(3) null,
      primary key ("id"),
      constraint "captures_format_check" check ("format" in ('jpg', 'png', 'tiff')))`);
    this.addSql('create index captures_newest on captures (captured_at_us desc, id desc) where deleted_at is null');
    this.addSql('create index captures_newest_of_camera on captures (camera_id, captured_at_us desc, id desc) where deleted_at is null');
    this.addSql(`create index captures_newest_of_session on captures (session_id, captured_at_us desc, id desc)
      where deleted_at is null and session_id is not null`);
    this.addSql(`create index captures_newest_of_user on captures (user_id, captured_at_us desc, id desc)
      where deleted_at is null and user_id is not null`);
    this.addSql('create index captures_deleted on captures (captured_at_us desc, id desc) where deleted_at is not null');
    this.addSql('create index captures_tags on captures using gin (tags)');

    this.addSql(`create table "capture_sessions" (
      "id" uuid not null, "title" text not null, "camera_id" text not null, "owner_id" uuid null, "owner_name" text not null,
      "started_at" timestamptz(3) not null, "ended_at" timestamptz(3) null, primary key ("id"))`);
    this.addSql('create index "capture_sessions_of_camera" on "capture_sessions" ("camera_id", "started_at")');

    this.addSql(`create table "settings_presets" (
      "id" uuid not null, "name" text not null, "camera_id" text null, "settings" jsonb not null,
      "created_at" timestamptz(3) not null, primary key ("id"))`);
    this.addSql("create unique index settings_presets_name on settings_presets (coalesce(camera_id, ''), lower(name))");

    this.addSql(`create table "audit_events" (
      "id" bigserial primary key, "at" timestamptz(3) not null, "actor_id" uuid null, "actor_name" text not null,
      "action" text not null, "subject" text not null, "details" jsonb not null, "address" text null)`);
    this.addSql('create index "audit_events_at" on "audit_events" ("at", "id")');
  }

  override down(): void {
    for (const table of ['audit_events', 'settings_presets', 'capture_sessions', 'captures', 'cameras', 'users']) {
      this.addSql(`drop table "${table}"`);
    }
  }
}
