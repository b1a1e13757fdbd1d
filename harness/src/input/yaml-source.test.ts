import { expect, it } from 'vitest';
import { YamlSource } from './yaml-source.ts';

const laughs = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
for (let level = 0; level < 8; level += 1) {
  const [name, before] = [String.fromCharCode(98 + level), String.fromCharCode(97 + level)];
  laughs.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`);
}

it.each([
  ['a list that contains itself', 'a: 1\nb: &b\n  - *b\n', 3, '*b contains itself'],
  ['a mapping that contains itself', '&all\na: { b: [{ c: *all }] }\n', 2, '*all contains itself'],
  ['aliases of aliases', `${laughs.join('\n')}\n`, 2, 'the content has more than 250000 values'],
  ['many aliases', `a: &a 1\nb:\n${'- *a\n'.repeat(2000)}`, 1003, 'there are more than 1000 aliases'],
  ['a key that is there twice', 'a: 1\nb: { c: 1, d: 2,\n  c: 3 }\n', 3, 'the key c is there twice'],
  ['an alias without an anchor', 'a: *b\n', 1, 'there is no anchor &b before this alias'],
  ['a tab as indentation', 'a:\n\tb: 1\n', 2, 'Tabs are not allowed as indentation'],
  ['a second document', 'a: 1\n---\nb: 1\n', 2, 'the file has more than one document'],
  ['a tag', 'a: 1\nb: !!js/function x\n', 2, 'Unresolved tag: tag:yaml.org,2002:js/function'],
  ['deep nesting', `a: ${'['.repeat(1000)}${']'.repeat(1000)}\n`, 1, 'the content is nested too deeply'],
  ['very deep nesting', `a: ${'['.repeat(200_000)}\n`, 1, 'the content is nested too deeply'],
])('names the line of %s', (_what, text, line, message) => {
  expect(new YamlSource(text).broken).toMatchObject({ line, message });
});

it('repeats content with an alias', () => {
  expect(new YamlSource('a: &a { b: 1 }\nc: [*a, *a]\n').value).toEqual({ a: { b: 1 }, c: [{ b: 1 }, { b: 1 }] });
});

it.each([
  ['a byte order mark', '\ufeffa: 1\nb: 2\n'],
  ['line ends of Windows', 'a: 1\r\nb: 2\r\n'],
  ['JSON', '{ "a": 1,\n"b": 2 }'],
])('reads %s', (_what, text) => {
  const source = new YamlSource(text);
  expect(source.value).toEqual({ a: 1, b: 2 });
  expect(source.position(['b']).line).toBe(2);
});

it('reads many keys', () => {
  const text = Array.from({ length: 50_000 }, (_, index) => `key-${index}: ${index}`).join('\n');
  expect(Object.keys(new YamlSource(text).value as object)).toHaveLength(50_000);
});

it('has names of the prototype as fields', () => {
  const { value } = new YamlSource('__proto__: { a: 1 }\nconstructor: 2\n');
  expect(Object.entries(value as object)).toEqual([
    ['__proto__', { a: 1 }],
    ['constructor', 2],
  ]);
});
