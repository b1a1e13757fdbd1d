import { Migration } from '@mikro-orm/migrations';

/** Roles of users at single cameras. */
export class CameraRoles extends Migration {
  override up(): void {
    this.addSql(`create table "camera_roles" (
      "user_id" uuid not null, "camera_id" text not null, "role" text not null, primary key ("user_id", "camera_id"),
      constraint "camera_roles_role_check" check ("role" in ('viewer', 'contributor', 'operator', 'admin')))`);
  }

  override down(): void {
    this.addSql('drop table "camera_roles"');
  }
}
