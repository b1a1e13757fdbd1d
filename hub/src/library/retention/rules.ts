import { EventEmitter } from 'node:events';
import { storageRulesSchema, type StorageRules } from '@eyepiece/shared-types';
import { StorageRulesEntity } from '../../persistence/entities/library/retention.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { assertStorable } from '../../persistence/storable-text.ts';

const ONLY_ROW = 1;

/** The stored storage rules, cached in memory because every upload is checked against them. */
export class StoredRules extends EventEmitter<{ replaced: [] }> {
  readonly #database: Database;
  #current: StorageRules;

  private constructor(database: Database, current: StorageRules) {
    super();
    this.#database = database;
    this.#current = current;
  }

  static async open(database: Database): Promise<StoredRules> {
    return new StoredRules(database, await read(database));
  }

  get current(): StorageRules {
    return this.#current;
  }

  async replace(rules: StorageRules): Promise<StorageRules> {
    assertStorable(rules);
    await this.#database.use((em) => em.upsert(StorageRulesEntity, { id: ONLY_ROW, rules, updatedAt: new Date() }));
    this.#current = rules;
    this.emit('replaced');
    return rules;
  }

  /** Another hub may have replaced them. */
  async reload(): Promise<void> {
    this.#current = await read(this.#database);
  }
}

async function read(database: Database): Promise<StorageRules> {
  const row = await database.use((em) => em.findOne(StorageRulesEntity, { id: ONLY_ROW }));
  return storageRulesSchema.parse(row?.rules ?? {});
}
