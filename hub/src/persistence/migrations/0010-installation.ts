import { Migration } from '@mikro-orm/migrations';

/** One row: the id that is also stored in the data folder of this database. */
export class Installation extends Migration {
  override up(): void {
    this.addSql(`create table "installation" (
      "id" int not null, "database_id" uuid not null, primary key ("id"), constraint "installation_id_check" check (id = 1))`);
  }

  override down(): void {
    this.addSql(`drop table "installation"`);
  }
}
