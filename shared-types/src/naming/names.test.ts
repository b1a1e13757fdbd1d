import { describe, expect, it } from 'vitest';
import { controlTakeReasonSchema } from '../camera/control.ts';
import { clipSchema } from '../camera/jobs.ts';
import { createObjectiveSchema } from '../camera/optics.ts';
import { createPresetSchema } from '../camera/settings.ts';
import { capturePatchSchema } from '../library/captures.ts';
import { retentionRuleSchema } from '../library/storage.ts';
import { labelSchema, nameSchema } from './names.ts';
import { createUserSchema, updateUserSchema } from '../people/accounts.ts';
import { startSessionSchema, updateSessionSchema } from '../people/sessions.ts';
import { createShareSchema, guestLoginSchema } from '../people/shares.ts';
import { tagSchema } from '../primitives.ts';
import { captureRequestSchema } from '../wire/captures.ts';
import { helloParamsSchema } from '../wire/camera-link/link.ts';

const BAD = {
  'a line break': 'two\nlines',
  'a carriage return': 'a\rb',
  'a tab': 'a\tb',
  NUL: 'a\0b',
  'an escape sequence': '\u001b[31mred',
  'a C1 control': 'a\u0085b',
  'a line separator': 'a\u2028b',
  'an override of the direction': 'photo\u202Egpj.exe',
  'an isolate of the direction': 'a\u2066b',
  'half of a surrogate pair': 'a\ud800',
};
const INVISIBLE = {
  'a zero-width space': '\u200b',
  'a word joiner and a space': '\u2060 \u2060',
  'a Hangul filler': '\u3164',
  'a braille blank': '\u2800',
};
const GOOD = ['Ana', 'Łukasz Żółć', '山田 太郎', 'יעל', 'می\u200cخواهم', '👩\u200d🔬 lab', 'e\u0301tude', 'O’Brien (2nd)', '10× / 0.25'];

describe('a name', () => {
  it.each(GOOD)('may be %s', (name) => {
    expect(nameSchema(80).parse(name)).toBe(name);
    expect(labelSchema(80).parse(name)).toBe(name);
  });

  it.each(Object.entries(BAD))('has not %s', (_what, name) => {
    const message = expect.stringMatching(
      /^must be one line without control and direction characters; it contains U\+[0-9A-F]{4}$/,
    ) as string;
    for (const schema of [nameSchema(80), labelSchema(80)]) expect(schema.safeParse(name).error?.issues).toMatchObject([{ message }]);
  });

  it.each(Object.entries(INVISIBLE))('is not only %s', (_what, name) => {
    for (const schema of [nameSchema(80), labelSchema(80)]) {
      expect(schema.safeParse(name).error?.issues).toMatchObject([{ message: 'must contain a visible character' }]);
    }
  });

  it('may be missing where it is a label', () => {
    expect(labelSchema(80).parse('  ')).toBe('');
    expect(nameSchema(80).safeParse('  ').success).toBe(false);
  });
});

/** Each schema of the product that takes a name, and where the name is. */
const SCHEMAS = {
  'a person': [createUserSchema, 'name'],
  'a changed person': [updateUserSchema, 'name'],
  'a guest': [guestLoginSchema, 'name'],
  'a camera': [helloParamsSchema, 'name'],
  'a session': [startSessionSchema, 'title'],
  'a changed session': [updateSessionSchema, 'title'],
  'a link': [createShareSchema, 'label'],
  'a preset': [createPresetSchema, 'name'],
  'an objective': [createObjectiveSchema, 'name'],
  'a retention rule': [retentionRuleSchema, 'name'],
  'a changed capture': [capturePatchSchema, 'label'],
  'a capture': [captureRequestSchema, 'label'],
  'a job': [clipSchema, 'label'],
} as const;

it.each(Object.entries(SCHEMAS))('of %s is checked', (_what, [schema, field]) => {
  for (const name of ['a\nb', 'a\u202eb', '\u200b']) {
    const issues = schema.safeParse({ [field]: name }).error?.issues ?? [];
    expect(issues.filter(({ path }) => path[0] === field)).toMatchObject([{ message: expect.stringMatching(/^must /) as string }]);
  }
});

it('of a tag and a reason is checked', () => {
  for (const schema of [tagSchema, controlTakeReasonSchema]) expect(schema.safeParse('a\u202eb').success).toBe(false);
});
