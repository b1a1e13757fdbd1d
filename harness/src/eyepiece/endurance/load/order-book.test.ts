import { describe, expect, it } from 'vitest';
import { deferred } from '../../../timing/deferred.ts';
import { OrderBook, type Answer, type Order } from './order-book.ts';

const ORDER: Order = { kind: 'capture', way: 'API', deadlineMs: 20 };
const acknowledged = (): Promise<Answer<string>> => Promise.resolve({ ok: true, value: 'picture' });
const refused = (code: string) => (): Promise<Answer<string>> => Promise.resolve({ ok: false, code, message: 'why' });

describe('the order book', () => {
  it('returns acknowledged results and counts them', async () => {
    const book = new OrderBook(0);
    const noticed = book.untilAcknowledged('capture', 60_000);
    expect(await book.place(ORDER, acknowledged)).toBe('picture');
    expect(await noticed).toBe(true);
    expect(await book.place(ORDER, refused('no_space'))).toBeUndefined();
    expect(book.counts).toEqual({ capture: { given: 2, acknowledged: 1, others: { no_space: 1 } } });
    expect(book.takeFaults()).toEqual([]);
  });

  it('reports a fault for a command without an answer by its deadline', async () => {
    const book = new OrderBook(5);
    expect(await book.place(ORDER, () => deferred<Answer<string>>().promise)).toBeUndefined();
    expect(book.takeFaults()).toEqual([expect.stringContaining('no answer, none within 25 ms')]);
    expect(book.worst[0]).toMatchObject({ kind: 'capture', outcome: 'no answer' });
  });

  it('reports a fault for a refusal that no disturbance explains', async () => {
    const book = new OrderBook(0);
    await book.place(ORDER, () => Promise.reject(new Error('ECONNREFUSED')));
    expect(book.takeFaults()).toEqual([]);
    await book.place(ORDER, refused('internal'));
    expect(book.takeFaults()).toEqual([expect.stringContaining('internal')]);
    book.calm = true;
    await book.place(ORDER, refused('camera_offline'));
    expect(book.takeFaults()).toEqual([expect.stringContaining('camera_offline, why')]);
    const begun = book.place(ORDER, refused('camera_offline'));
    book.calm = false;
    await begun;
    expect(book.takeFaults()).toEqual([]);
  });
});
