import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SourceChanged, type ZipEntry } from './source.ts';
import { planZip } from './zip.ts';

const MTIME = new Date('2026-11-26T01:02:03Z');
const GIB = 1024 ** 3;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-zip-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function entry(name: string, bytes: string | Buffer, changes: Partial<ZipEntry> = {}): ZipEntry {
  const content = Buffer.from(bytes);
  return { name, sizeBytes: content.length, mtime: MTIME, open: () => Readable.from([content]), ...changes };
}

interface Listed {
  readonly bad: string | null;
  readonly names: string[];
  readonly sizes: number[];
  readonly texts: string[];
}

/** Reads the archive with Python's zipfile, which verifies every checksum. */
async function unzip(zip: Buffer): Promise<Listed> {
  const path = join(folder, 'test.zip');
  await writeFile(path, zip);
  const script = `
import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
i = z.infolist()
print(json.dumps({"bad": z.testzip(), "names": [e.filename for e in i[:9]], "sizes": [len(i), *(e.file_size for e in i[:9])],
                  "texts": [z.read(e).decode("latin1") for e in i[:4] if e.file_size < 100]}))`;
  const { stdout } = await promisify(execFile)('python3', ['-c', script, path]);
  return JSON.parse(stdout) as Listed;
}

describe('an archive', () => {
  it('has the announced size and can be read', async () => {
    const plan = planZip([entry('a.txt', 'one'), entry('deep/µ.txt', 'two'), entry('../a.txt', 'three'), entry('empty', '')]);
    const zip = await buffer(plan.stream());
    expect(zip).toHaveLength(plan.sizeBytes);
    expect(await unzip(zip)).toEqual({
      bad: null,
      names: ['a.txt', 'deep/µ.txt', 'a_2.txt', 'empty'],
      sizes: [4, 3, 3, 5, 0],
      texts: ['one', 'two', 'three', ''],
    });
  });

  it('may be empty', async () => {
    const plan = planZip([]);
    const zip = await buffer(plan.stream());
    expect(zip).toHaveLength(plan.sizeBytes);
    expect((await unzip(zip)).names).toEqual([]);
  });

  it('has the same bytes every time, whole or in parts', async () => {
    const plan = planZip([entry('a', Buffer.alloc(100_000, 1)), entry('b', Buffer.alloc(200_000, 2))]);
    const whole = await buffer(plan.stream());
    for (const [from, to] of [
      [0, 0],
      [29, 31],
      [150_000, 250_000],
      [299_990, undefined],
      [plan.sizeBytes - 1, undefined],
    ] as const) {
      const end = to === undefined ? plan.sizeBytes : to + 1;
      expect((await buffer(plan.stream(from, to))).equals(whole.subarray(from, end))).toBe(true);
    }
  });

  it.each([600, 2000])(
    'of %i files has the announced size',
    async (count) => {
      const plan = planZip(Array.from({ length: count }, (_, n) => entry(`masters/capture_with_a_name_${n}.tif`, `${n}`)));
      const zip = await buffer(plan.stream());
      expect(zip).toHaveLength(plan.sizeBytes);
      expect((await unzip(zip)).sizes[0]).toBe(count);
    },
    60_000,
  );

  it('announces its size above 4 GiB, for one file and in total', () => {
    const large = (name: string, sizeBytes: number) => entry(name, '', { sizeBytes });
    const { sizeBytes } = planZip([large('a', 5 * GIB), large('b', GIB)]);
    expect(sizeBytes - 6 * GIB).toBeGreaterThan(200);
    expect(sizeBytes - 6 * GIB).toBeLessThan(500);
  });
});

describe('the files of an archive', () => {
  it('are opened one at a time when needed, and closed when reading stops', async () => {
    const opened: Readable[] = [];
    let open = 0;
    const endless = (name: string): ZipEntry =>
      entry(name, '', {
        sizeBytes: 50 * 65_536,
        open: () => {
          open += 1;
          expect(open).toBe(1);
          let left = 50;
          const source = new Readable({
            read() {
              this.push(left-- > 0 ? Buffer.alloc(65_536) : null);
            },
          });
          opened.push(source.once('close', () => (open -= 1)));
          return source;
        },
      });
    const plan = planZip([endless('a'), endless('b'), endless('c')]);
    expect(opened).toHaveLength(0);
    await buffer(plan.stream());
    expect(opened).toHaveLength(3);
    expect(open).toBe(0);

    const stream = plan.stream();
    for await (const chunk of stream as AsyncIterable<Buffer>) if (chunk.length > 1000) break;
    await expect.poll(() => open).toBe(0);
    expect(opened).toHaveLength(4);
  });

  it.each([
    ['shorter', { sizeBytes: 6 }, SourceChanged],
    ['longer', { sizeBytes: 4 }, SourceChanged],
    [
      'missing',
      {
        open: () =>
          new Readable({
            read() {
              this.destroy(new Error('ENOENT: no such file'));
            },
          }),
      },
      /ENOENT/,
    ],
    [
      'impossible to open',
      {
        open: () => {
          throw new Error('too many open files');
        },
      },
      /too many/,
    ],
  ] as const)('that are %s fail it', async (_what, changes, error) => {
    const plan = planZip([entry('a', 'whole'), entry('b', 'other', changes), entry('c', 'never read')]);
    await expect(buffer(plan.stream())).rejects.toThrow(error);
  });
});
