import type { Capture } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { chunksOf, type Chunk } from './library-chunks.ts';
import { PageLoader } from './page-loader.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const day = (date: number, count: number) => ({
  day: `2026-11-${date}`,
  count,
  from: `2026-11-${date}T00:00:00.000Z`,
  to: `2026-11-${date}T23:59:59.999Z`,
  sessions: [],
});

interface Question {
  readonly day: string;
  readonly cursor: string | undefined;
  readonly signal: AbortSignal;
  answer(count: number, nextCursor?: string): Promise<void>;
  fail(): Promise<void>;
}

/** A hub whose answers the test controls. */
function rig(...counts: number[]) {
  let chunks: Chunk[] = chunksOf(counts.map((count, at) => day(28 - at, count)));
  const questions: Question[] = [];
  const failures: unknown[] = [];
  const settle = async () => {
    await vi.advanceTimersByTimeAsync(50);
  };
  const loader = new PageLoader({
    chunks: () => chunks,
    put: (chunk) => (chunks = chunks.map((old) => (old.key === chunk.key ? chunk : old))),
    failed: (error) => void failures.push(error),
    list: ({ from = '' }, { cursor }, signal) =>
      new Promise((resolve, reject) => {
        const date = from.slice(0, 10);
        const name = (at: number) => ({ id: `${date}/${cursor ?? ''}/${at}`, capturedAt: `${date}T12:00:00.000Z` }) as Capture;
        questions.push({
          day: date,
          cursor,
          signal,
          answer: async (count, nextCursor) => {
            resolve({ captures: Array.from({ length: count }, (_, at) => name(at)), nextCursor: nextCursor ?? null });
            await settle();
          },
          fail: async () => {
            reject(new Error('gone'));
            await settle();
          },
        });
      }),
  });
  return { loader, questions, failures, settle, chunks: () => chunks };
}

it('requests the nearest parts first, three at a time', async () => {
  const { loader, questions, settle } = rig(100, 100, 100, 100, 100);
  loader.setRange({ first: 0, end: 500 }, 249);
  await settle();
  expect(questions.map((one) => one.day)).toEqual(['2026-11-26', '2026-11-27', '2026-11-25']);
  await questions[0]?.answer(100);
  expect(questions.map((one) => one.day).slice(3)).toEqual(['2026-11-28']);
});

it('aborts parts that were passed, and requests nothing in between', async () => {
  const { loader, questions, settle } = rig(...Array.from({ length: 20 }, () => 100));
  loader.setRange({ first: 0, end: 100 }, 50);
  await settle();
  for (let at = 100; at < 1900; at += 100) loader.setRange({ first: at, end: at + 100 }, at + 50);
  await settle();
  expect(questions.map(({ day: asked, signal }) => [asked, signal.aborted])).toEqual([
    ['2026-11-28', true],
    ['2026-11-10', false],
  ]);
});

it('follows the cursors of a large day until the wanted part is loaded', async () => {
  const { loader, questions, settle, chunks } = rig(500);
  loader.setRange({ first: 300, end: 350 }, 325);
  await settle();
  await questions[0]?.answer(200, 'two');
  await questions[1]?.answer(200, 'three');
  expect(questions.map(({ cursor }) => cursor)).toEqual([undefined, 'two']);
  expect(chunks()[0]?.captures.length).toBe(400);
});

it('loads an awaited range, visible or not', async () => {
  const { loader, questions, settle } = rig(100, 100);
  const loaded = loader.load({ first: 0, end: 200 });
  loader.setRange({ first: 190, end: 200 }, 195);
  await settle();
  expect(questions.every(({ signal }) => !signal.aborted)).toBe(true);
  for (const question of questions) await question.answer(100);
  await expect(loaded).resolves.toBeUndefined();
});

it('reports a failure, and retries after a delay', async () => {
  const { loader, questions, failures, settle } = rig(100);
  loader.setRange({ first: 0, end: 10 }, 5);
  await settle();
  await questions[0]?.fail();
  expect(failures).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(3000);
  expect(questions).toHaveLength(2);
});

it('ignores an answer from before a change, and requests again', async () => {
  const { loader, questions, settle, chunks } = rig(100);
  loader.setRange({ first: 0, end: 10 }, 5);
  await settle();
  loader.outdate();
  await questions[0]?.answer(100);
  expect([chunks()[0]?.captures.length, questions.length]).toEqual([0, 2]);
  await questions[1]?.answer(100);
  expect(chunks()[0]?.captures.length).toBe(100);
});
