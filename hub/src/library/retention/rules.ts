import { storageRulesSchema, type StorageRules } from '@eyepiece/shared-types';
import { StorageRulesEntity } from '../../persistence/entities/retention.ts';
import type { Database } from '../../persistence/orm.ts';
import { assertStorable } from '../../persistence/storable-text.ts';

const ONLY_ROW = 1;

/** The stored storage rules, cached in memory because every upload is checked against them. */
export class StoredRules {
  readonly #database: Database;
  #current: StorageRules;

  private constructor(database: Database, current: StorageRules) {
    this.#database = database;
    this.#current = current;
  }

  static async open(database: Database): Promise<StoredRules> {
    const row = await database.use((em) => em.findOne(StorageRulesEntity, { id: ONLY_ROW }));
    return new StoredRules(database, storageRulesSchema.parse(row?.rules ?? {}));
  }

  get current(): StorageRules {
    return this.#current;
  }

  async replace(rules: StorageRules): Promise<StorageRules> {
    assertStorable(rules);
    await this.#database.use((em) => em.upsert(StorageRulesEntity, { id: ONLY_ROW, rules, updatedAt: new Date() }));
    this.#current = rules;
    return rules;
  }
}
