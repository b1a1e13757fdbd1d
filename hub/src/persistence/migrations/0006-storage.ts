import { Migration } from '@mikro-orm/migrations';

/** Storage rules and retention plans. */
export class Storage extends Migration {
  override up(): void {
    this.addSql(`create table "storage_rules" (
      "id" int not null, "rules" jsonb not null, "updated_at" timestamptz(3) not null, primary key ("id"),
      constraint "storage_rules_id_check" check (id = 1))`);
    this.addSql(`create table "retention_plans" (
      "id" uuid not null, "created_at" timestamptz(3) not null, "summary" jsonb not null, primary key ("id"))`);
    this.addSql(`create table "retention_plan_items" (
      "plan_id" uuid not null, "capture_id" uuid not null, "rule" smallint not null, "edits" int not null,
      "size_bytes" bigint not null, "captured_at_us" bigint not null, primary key ("plan_id", "capture_id"))`);
  }

  override down(): void {
    for (const table of ['retention_plan_items', 'retention_plans', 'storage_rules']) this.addSql(`drop table "${table}"`);
  }
}
