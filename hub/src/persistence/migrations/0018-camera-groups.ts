import { Migration } from '@mikro-orm/migrations';

/** Groups of cameras, and shots: pictures of several cameras by one order. */
export class CameraGroups extends Migration {
  override up(): void {
    this.addSql(`create table "camera_groups" (
      "id" uuid not null, "name" text not null, "camera_ids" text[] not null, "created_at" timestamptz(3) not null,
      primary key ("id"))`);
    this.addSql('create unique index camera_groups_name on camera_groups (lower(name))');
    this.addSql(`create table "shots" (
      "id" uuid not null, "group_id" uuid null, "group_name" text null, "user_id" uuid null, "user_name" text null,
      "begun_at" timestamptz(3) not null, "ended_at" timestamptz(3) null, "results" jsonb not null, primary key ("id"))`);
    this.addSql('create index shots_oldest on shots (begun_at)');
    this.addSql('alter table "captures" add column "shot_id" uuid null');
    this.addSql('create index captures_of_shot on captures (shot_id) where shot_id is not null');
  }

  override down(): void {
    this.addSql('alter table "captures" drop column "shot_id"');
    this.addSql('drop table "shots"');
    this.addSql('drop table "camera_groups"');
  }
}
