import { Migration } from '@mikro-orm/migrations';

/** With several hubs: the fence of the hub that each camera service has dialled last. */
export class CameraHomes extends Migration {
  override up(): void {
    this.addSql(`create table "camera_homes" (
      "camera_id" text not null, "fence" bigint not null, "hub_id" uuid not null, "claimed_at" timestamptz(3) not null,
      primary key ("camera_id"))`);
  }

  override down(): void {
    this.addSql('drop table "camera_homes"');
  }
}
