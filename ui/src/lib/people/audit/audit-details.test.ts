import { expect, it } from 'vitest';
import { detailsText } from './audit-details.ts';
import { auditTimeText } from './audit-text.ts';

const ID = '17fee356-c95a-4466-8046-ab666557445d';
const AT = '2027-02-28T10:33:46.204Z';

it('shows details in one line of limited length', () => {
  expect(detailsText({ exposure: 12.5, reason: 'too dark', label: '', ids: ['a', 'b'], sessionId: null })).toBe(
    'exposure 12.5 · reason too dark · ids a, b',
  );
  expect(detailsText({ text: 'x'.repeat(500) })).toHaveLength(161);
  expect(detailsText({})).toBe('');
  expect(detailsText(null)).toMatch(/export/);
});

it('has words for fields, times, sizes and what holds or not', () => {
  expect(detailsText({ id: ID, scopes: ['watch', 'capture'], expiresAt: AT, service: true })).toBe(
    `scopes watch, capture · until ${auditTimeText(AT)} · service account`,
  );
  expect(detailsText({ files: 4, filename: 'captures.zip', sizeBytes: 226_565, disabled: false })).toBe(
    'files 4 · file captures.zip · size 227 kB · disabled no',
  );
});

it('leaves ids out, unless there is nothing else', () => {
  expect(detailsText({ id: ID, role: 'viewer' })).toBe('role viewer');
  expect(detailsText({ id: ID, epoch: 1_796_060_771_274 })).toBe(`id ${ID}`);
});

it('shows fields of settings and of other versions as they are', () => {
  expect(detailsText({ roi: { width: 64, top: 0 }, flip: { vertical: false }, constructor: 1 })).toBe(
    'roi width 64, top 0 · flip vertical no · constructor 1',
  );
  expect(detailsText({ rules: [{ days: 3 }], nested: { a: { b: 1 } }, none: {} })).toBe(
    'rules [{"days":3}] · nested {"a":{"b":1}} · none {}',
  );
});
