import { expect, it } from 'vitest';
import { keptHeaders, redactedJson, redactedPath } from './redaction.ts';

const json = (value: object): unknown => JSON.parse(redactedJson(Buffer.from(JSON.stringify(value))).toString());

it.each([
  ['/a?access=1&page=2&key=k&sig=s&code=c&share=x&apikey=q&session=s', ['page=2']],
  ['/a?X-Amz-Signature=z&b', ['b']],
  ['/a?b=1&%74oken=x', ['b=1']],
])('keeps no secret of the query of %s', (path, kept) => {
  const fields = redactedPath(path).replace('/a?', '').split('&');
  expect(fields.filter((field) => !field.endsWith('=[redacted]'))).toEqual(kept);
});

it.each([
  ['/guest#share-secret', '/guest#[redacted]'],
  ['https://hub/cb?a=1&token=t#access_token=x', 'https://hub/cb?a=1&token=[redacted]#[redacted]'],
  ['/plain', '/plain'],
  ['/plain#', '/plain#'],
])('%s is recorded as %s', (path, recorded) => {
  expect(redactedPath(path)).toBe(recorded);
  expect(keptHeaders(['Location', path])).toEqual([{ name: 'location', value: recorded }]);
  expect(json({ url: path, text: `Open "${path}" now` })).toEqual({ url: recorded, text: `Open "${recorded}" now` });
});

it.each(['authorization', 'Cookie', 'credentials', 'pass', 'db_pass', 'token', 'refreshTokens', 'password'])(
  'keeps no value of the field %s',
  (name) => {
    for (const value of ['x', 5, ['x'], { user: 'x' }]) expect(json({ [name]: value })).toEqual({ [name]: '[redacted]' });
    for (const value of [null, true]) expect(json({ [name]: value })).toEqual({ [name]: value });
  },
);

it('keeps what is no secret', () => {
  const value = { token_type: 'Bearer', bypass: 1, key: 'f1', text: 'C# & a #tag, 1 + 1 = 2?', list: [1, '/a?page=2&size=3'] };
  expect(json(value)).toEqual(value);
});
