import { Migration } from '@mikro-orm/migrations';

/** API keys, and accounts for programs. */
export class ApiKeys extends Migration {
  override up(): void {
    this.addSql('alter table "users" add column "service" boolean not null default false');
    this.addSql(`create table "api_keys" (
      "id" uuid not null, "user_id" uuid not null, "name" text not null, "secret_hash" text not null,
      "scopes" jsonb not null, "camera_ids" jsonb null, "created_by_id" uuid not null, "created_by_name" text not null,
      "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "revoked_at" timestamptz(3) null,
      "last_used_at" timestamptz(3) null, "address" text null, primary key ("id"))`);
    this.addSql('create index api_keys_of_user on api_keys (user_id)');
  }

  override down(): void {
    this.addSql('drop table "api_keys"');
    this.addSql('alter table "users" drop column "service"');
  }
}
