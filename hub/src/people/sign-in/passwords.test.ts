import { afterAll, expect, it, vi } from 'vitest';

vi.mock('@node-rs/argon2', { spy: true });
// Test files share a process: earlier ones loaded the module without the spy, and later ones should.
vi.resetModules();
const { verify } = await import('@node-rs/argon2');
const { generatePassword, hashPassword, verifyPassword } = await import('./passwords.ts');
afterAll(() => vi.resetModules());

it('accepts only the correct password', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(hash, 'correct horse battery')).toBe(true);
  expect(await verifyPassword(hash, 'correct horse batterz')).toBe(false);
});

it('accepts a password in either Unicode composition', async () => {
  const hash = await hashPassword('caf\u00e9 au lait');
  expect(await verifyPassword(hash, 'cafe\u0301 au lait')).toBe(true);
});

it('salts: the same password has two hashes', async () => {
  expect(await hashPassword('correct horse battery')).not.toBe(await hashPassword('correct horse battery'));
});

it('does the same work for a user who does not exist', async () => {
  const hash = await hashPassword('correct horse battery');
  vi.mocked(verify).mockClear();
  for (const against of [hash, undefined]) expect(await verifyPassword(against, 'wrong password')).toBe(false);
  const verified = vi.mocked(verify).mock.calls.map(([against, password]) => [String(against).split('$').slice(1, 4), password]);
  const work = [['argon2id', 'v=19', 'm=19456,t=2,p=1'], 'wrong password'];
  expect(verified).toEqual([work, work]);
});

it('checks passwords of known people first, and refuses more than 32 that wait', async () => {
  const hash = await hashPassword('correct horse battery');
  const order: string[] = [];
  const check = (name: string, urgency: 'known' | 'unknown'): Promise<unknown> =>
    verifyPassword(hash, 'wrong password', urgency).then(
      () => order.push(name),
      (error: unknown) => error,
    );
  const checks = [check('running', 'unknown')];
  for (let n = 0; n < 32; n += 1) checks.push(check('waiting', 'unknown'));
  const [refused, known] = [check('one more', 'unknown'), check('known', 'known')];
  expect(await refused).toMatchObject({ code: 'rate_limited' });
  await Promise.all([...checks, known]);
  expect(order).toEqual(['running', 'known', ...Array.from({ length: 32 }, () => 'waiting')]);
});

it('generates passwords of 16 characters that differ', () => {
  expect(generatePassword()).toMatch(/^[\w-]{16}$/);
  expect(generatePassword()).not.toBe(generatePassword());
});
