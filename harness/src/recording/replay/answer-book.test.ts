import { expect, it } from 'vitest';
import type { SocketIoPacket } from '../../proxy/messages/socket-io.ts';
import { AnswerBook, AnswerSpace, UsedAnswers } from './answer-book.ts';

const asks = (id: number, ...args: unknown[]): SocketIoPacket => ({ type: 'event', namespace: '/', id, event: 'ask', args });
const answers = (id: number, ...args: unknown[]): SocketIoPacket => ({ type: 'ack', namespace: '/', id, event: undefined, args });

/** `exchanges`: argument of each request, and its answer; undefined: it has none. */
function bookOf(exchanges: readonly (readonly [asked: unknown, answer: unknown])[]): AnswerBook {
  const book = new AnswerBook(new AnswerSpace());
  for (const [id, [asked, answer]] of exchanges.entries()) {
    book.request(asks(id, asked), id * 10);
    if (answer !== undefined) book.acknowledgement(answers(id, answer), id * 10 + 3, 20);
  }
  return book;
}

function findAll(book: AnswerBook, asked: readonly unknown[]): unknown[] {
  const used = new UsedAnswers();
  return asked.map((each) => book.find(asks(0, each), used)?.args[0]);
}

it('gives the answers to the same request in their order, and repeats the last', () => {
  const book = bookOf([
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['a', undefined],
  ]);
  expect(findAll(book, ['a', 'a', 'a', 'b', 'b'])).toEqual([1, 3, 3, 2, 2]);
  expect(book.find(asks(0, 'b'), new UsedAnswers())?.afterUs).toBe(3);
});

it('answers other requests with those that are left', () => {
  const book = bookOf([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
  expect(findAll(book, ['b', 'x', 'y', 'z'])).toEqual([2, 1, 3, 3]);
  expect(findAll(bookOf([['a', undefined]]), ['a', 'b'])).toEqual([undefined, undefined]);
});

it('tells binary and long arguments apart', () => {
  const long = 'x'.repeat(1000);
  const book = bookOf([
    [Buffer.from('one'), 1],
    [Buffer.from('two'), 2],
    [`${long}1`, 3],
    [`${long}2`, 4],
  ]);
  expect(findAll(book, [`${long}2`, Buffer.from('two'), `${long}1`, Buffer.from('one')])).toEqual([4, 2, 3, 1]);
});

it('finds each of many answers', () => {
  const count = 100_000;
  const book = bookOf(Array.from({ length: count }, (_, index) => [index % 7, index]));
  const found = findAll(
    book,
    Array.from({ length: count }, (_, index) => index % 7),
  );
  expect(found).toEqual(Array.from({ length: count }, (_, index) => index));
});

it('keeps no more than its space', () => {
  const space = new AnswerSpace();
  while (space.take(1000));
  while (space.take(1));
  const book = new AnswerBook(space);
  book.request(asks(1, 'a'), 0);
  book.acknowledgement(answers(1, 'b'), 1, 10);
  expect(book.find(asks(2, 'a'), new UsedAnswers())).toBeUndefined();
});
