import { Migration } from '@mikro-orm/migrations';

/** Annotations with history, and share links. */
export class AnnotationsAndShares extends Migration {
  override up(): void {
    this.addSql(`create table "annotations" (
      "id" uuid not null, "camera_id" text null, "capture_id" uuid null, "shape" jsonb not null,
      "author_id" uuid not null, "author_name" text not null, "created_at" timestamptz(3) not null,
      "updated_by_id" uuid not null, "updated_by_name" text not null, "updated_at" timestamptz(3) not null,
      "revision" int not null, "deleted_at" timestamptz(3) null, primary key ("id"),
      constraint "annotations_one_target" check ((camera_id is null) <> (capture_id is null)))`);
    this.addSql('create index annotations_of_camera on annotations (camera_id, created_at) where camera_id is not null');
    this.addSql('create index annotations_of_capture on annotations (capture_id, created_at) where capture_id is not null');

    this.addSql(`create table "annotation_revisions" (
      "annotation_id" uuid not null, "revision" int not null, "shape" jsonb not null, "at" timestamptz(3) not null,
      "by_id" uuid not null, "by_name" text not null, "deleted" boolean not null, primary key ("annotation_id", "revision"))`);

    this.addSql(`create table "shares" (
      "id" uuid not null, "secret_hash" text not null, "kind" text not null, "camera_id" text not null, "session_id" uuid null,
      "label" text not null, "created_by_id" uuid not null, "created_by_name" text not null, "created_at" timestamptz(3) not null,
      "expires_at" timestamptz(3) not null, "revoked_at" timestamptz(3) null, "uses" int not null,
      "last_used_at" timestamptz(3) null, primary key ("id"),
      constraint "shares_secret_hash_unique" unique ("secret_hash"),
      constraint "shares_kind_check" check ("kind" in ('live', 'session')))`);
  }

  override down(): void {
    for (const table of ['shares', 'annotation_revisions', 'annotations']) this.addSql(`drop table "${table}"`);
  }
}
