import { expect, it } from 'vitest';
import { readSettingsFile } from './settings-file.ts';

const file = (text: string, size = text.length) => ({ name: 'bench.json', size, text: () => Promise.resolve(text) });

it('reads an object', async () => {
  expect(await readSettingsFile(file('{"settings":{"exposure":8}}'))).toEqual({ ok: true, content: { settings: { exposure: 8 } } });
});

it.each(['', '[1]', 'null', '7', '{"exposure":'])('refuses %j', async (text) => {
  expect(await readSettingsFile(file(text))).toEqual({ ok: false, why: 'bench.json is not a settings file.' });
});

it('rejects a file that is too large', async () => {
  const read = await readSettingsFile({ name: 'big.json', size: 300 * 1024, text: () => Promise.reject(new Error('was read')) });
  expect(read).toEqual({ ok: false, why: 'big.json is 300 kB; a settings file has at most 256 kB.' });
});
