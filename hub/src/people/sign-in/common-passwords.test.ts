import { expect, it } from 'vitest';
import { commonPasswordFault } from './common-passwords.ts';

const EMAIL = 'ana.maria@example.org';

it.each([
  'password123',
  'PassWord123',
  'Password2026!',
  '!!password!!',
  'passwordpassword',
  'qwertyuiop',
  '1q2w3e4r5t6y',
  'ｐａｓｓｗｏｒｄ１２３',
  'Eyepiece2026',
  'eyepieceeyepiece',
  'Microscope1',
])('%s is common', (password) => {
  expect(commonPasswordFault(password, EMAIL)).toMatch(/most common/);
});

it.each(['1111111111111', 'abababababab', '0123456789', '9876543210', 'abcdefghijkl'])('%s is a pattern', (password) => {
  expect(commonPasswordFault(password, EMAIL)).toMatch(/pattern/);
});

it.each(['Ana.Maria@example.org', 'ana.maria1', 'ANA.MARIA2026'])('%s is the address', (password) => {
  expect(commonPasswordFault(password, EMAIL)).toMatch(/e-mail/);
});

it.each([
  'correct horse battery',
  'password of a long sentence',
  'kfT9-x2Lq_0Zb7',
  'anamariasgarten7',
  'Füße im Sand 42',
  '山田の顕微鏡は青い色です',
])('%s is accepted', (password) => {
  expect(commonPasswordFault(password, EMAIL)).toBeUndefined();
});
