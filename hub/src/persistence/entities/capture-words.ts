import { defineEntity, p } from '@mikro-orm/core';

/** Words to search captures by. Kept by triggers, also when the title of a session changes; only ever searched. */
export const CaptureWordsEntity = defineEntity({
  name: 'CaptureWords',
  tableName: 'capture_words',
  properties: {
    captureId: p.uuid().primary(),
    words: p.string().columnType('tsvector'),
  },
  indexes: [{ name: 'capture_words_search', expression: 'create index capture_words_search on capture_words using gin (words)' }],
});
