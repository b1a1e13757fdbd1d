import { describe, expect, it } from 'vitest';
import { uniqueNames } from './names.ts';

describe('names in an archive', () => {
  it('stay unchanged when they are safe', () => {
    const names = ['masters/onion_0001.tif', 'masters/onion_0001.tif.json', 'ä/µm.ome.tif', 'captures.csv'];
    expect(uniqueNames(names)).toEqual(names);
  });

  it.each([
    ['../../etc/passwd', 'etc/passwd'],
    ['/etc/passwd', 'etc/passwd'],
    ['C:\\temp\\x.png', 'C_/temp/x.png'],
    ['a/./b/../c', 'a/b/c'],
    ['a\0b\n.png', 'a_b_.png'],
    ['con.png', '_con.png'],
    ['NUL', '_NUL'],
    ['Lpt1 .tar.gz', '_Lpt1 .tar.gz'],
    ['com¹.txt', '_com¹.txt'],
    ['CONIN$', '_CONIN$'],
    ['aux/lpt9.txt', '_aux/_lpt9.txt'],
    ['console.png', 'console.png'],
    ['name: first?.zip', 'name_ first_.zip'],
    ['gnp.\u202eexe', 'gnp._exe'],
    ['\u200b.txt', '_.txt'],
    ['line\u2028end\u0085', 'line_end_'],
    [`${'x'.repeat(199)} ${'y'.repeat(9)}`, 'x'.repeat(199)],
    ['ends. /x', 'ends/x'],
    ['', 'file'],
    ['..', 'file'],
    ['half \ud800', 'half \ufffd'],
  ])('%j becomes %j', (name, safe) => {
    expect(uniqueNames([name])).toEqual([safe]);
  });

  it('are shortened before their extension', () => {
    const [name = ''] = uniqueNames([`${'x'.repeat(500)}.ome.tif`]);
    expect(name).toHaveLength(200);
    expect(name).toMatch(/x\.ome\.tif$/);
  });

  it('get a number before the extension when already used, ignoring case', () => {
    expect(uniqueNames(['a.tif', 'a.tif.json', 'A.tif', 'a.tif.json', 'a_2.tif', 'b.ome.tif', 'b.ome.tif', 'none', 'none'])).toEqual([
      'a.tif',
      'a.tif.json',
      'A_2.tif',
      'a_2.tif.json',
      'a_2_2.tif',
      'b.ome.tif',
      'b_2.ome.tif',
      'none',
      'none_2',
    ]);
  });

  it('are made unique quickly when many are equal', () => {
    const names = uniqueNames(Array.from({ length: 20_000 }, () => 'x.jpg'));
    expect(new Set(names).size).toBe(20_000);
  });
});
