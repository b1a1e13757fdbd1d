import { Migration } from '@mikro-orm/migrations';

const FORMATS_BEFORE = "('jpg', 'png', 'tiff')";
const FORMATS = "('jpg', 'png', 'png8', 'tiff', 'ome-tiff', 'raw', 'mp4')";

/** Jobs, objectives, all formats of masters, and the last settings of cameras. */
export class Jobs extends Migration {
  override up(): void {
    this.#setFormats(FORMATS);
    this.addSql('alter table "captures" add column "job_id" uuid null, add column "job_index" int null');
    this.addSql(`create index captures_newest_of_job on captures (job_id, captured_at_us desc, id desc)
      where deleted_at is null and job_id is not null`);

    this.addSql('alter table "cameras" add column "settings" jsonb null, add column "objective_id" uuid null');

    this.addSql(`create table "objectives" (
      "id" uuid not null, "camera_id" text not null, "name" text not null,
      "magnification" double precision null, "numerical_aperture" double precision null, "immersion" text null,
      "um_per_pixel" double precision null, "calibrated_at" timestamptz(3) null,
      "created_at" timestamptz(3) not null, primary key ("id"),
      constraint "objectives_immersion_check" check ("immersion" in ('air', 'water', 'oil', 'glycerol', 'other')))`);
    this.addSql('create unique index objectives_name on objectives (camera_id, lower(name))');

    this.addSql(`create table "jobs" (
      "id" uuid not null, "camera_id" text not null, "kind" text not null, "state" text not null,
      "started_at_us" bigint not null, "ended_at_us" bigint null, "job" jsonb not null,
      "updated_at" timestamptz(3) not null, primary key ("id"),
      constraint "jobs_kind_check" check ("kind" in ('burst', 'timelapse', 'clip')),
      constraint "jobs_state_check" check ("state" in ('running', 'paused', 'done', 'cancelled', 'failed')))`);
    this.addSql('create index jobs_newest_of_camera on jobs (camera_id, started_at_us desc, id desc)');
    this.addSql('create index jobs_not_ended on jobs (camera_id) where ended_at_us is null');
  }

  /** Fails while there are captures in formats that the previous schema does not allow. */
  override down(): void {
    this.addSql('drop table "jobs"');
    this.addSql('drop table "objectives"');
    this.addSql('alter table "cameras" drop column "settings", drop column "objective_id"');
    this.addSql('alter table "captures" drop column "job_id", drop column "job_index"');
    this.#setFormats(FORMATS_BEFORE);
  }

  #setFormats(formats: string): void {
    this.addSql('alter table "captures" drop constraint "captures_format_check"');
    this.addSql(`alter table "captures" add constraint "captures_format_check" check ("format" in ${formats})`);
  }
}
