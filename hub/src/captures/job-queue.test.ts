import { describe, expect, it } from 'vitest';
import { JobQueue } from './job-queue.ts';

/** Jobs that end when the test says so. */
function controlled(queue: JobQueue) {
  const started: string[] = [];
  const ends = new Map<string, (value: string) => void>();
  const add = (key: string, urgent = false): Promise<string> =>
    queue.run(
      key,
      () => {
        started.push(key);
        return new Promise<string>((resolve) => ends.set(key, resolve));
      },
      { urgent },
    );
  const end = async (key: string): Promise<void> => {
    ends.get(key)?.(key);
    await new Promise(setImmediate);
  };
  return { started, add, end };
}

describe('a queue of two at a time', () => {
  it('starts the next when one ends, urgent ones first', async () => {
    const { started, add, end } = controlled(new JobQueue(2));
    for (const key of ['a', 'b', 'c', 'd']) void add(key);
    void add('now', true);
    expect(started).toEqual(['a', 'b']);
    await end('a');
    expect(started).toEqual(['a', 'b', 'now']);
    await end('b');
    expect(started).toEqual(['a', 'b', 'now', 'c']);
  });

  it('does a job once for all who ask for it', async () => {
    const { started, add, end } = controlled(new JobQueue(2));
    const answers = Promise.all([add('a'), add('a'), add('a', true)]);
    await end('a');
    expect(await answers).toEqual(['a', 'a', 'a']);
    expect(started).toEqual(['a']);
  });

  it('does it again when it is asked for after that', async () => {
    const { started, add, end } = controlled(new JobQueue(2));
    for (let n = 0; n < 2; n += 1) {
      const answer = add('a');
      await end('a');
      await answer;
    }
    expect(started).toEqual(['a', 'a']);
  });

  it('hurries a waiting job that somebody now waits for', async () => {
    const { started, add, end } = controlled(new JobQueue(1));
    for (const key of ['a', 'b', 'c']) void add(key);
    void add('c', true);
    await end('a');
    expect(started).toEqual(['a', 'c']);
  });

  it('goes on after a job that fails', async () => {
    const queue = new JobQueue(1);
    const failing = queue.run('a', () => Promise.reject(new Error('on purpose')), { urgent: false });
    const next = queue.run('b', () => Promise.resolve('b'), { urgent: false });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await next).toBe('b');
  });

  it('rejects what waits when it closes, and waits for what runs', async () => {
    const queue = new JobQueue(1);
    const { add, end } = controlled(queue);
    const running = add('a');
    const waiting = add('b');
    let closed = false;
    const closing = queue.close().then(() => (closed = true));
    await expect(waiting).rejects.toMatchObject({ code: 'shutting_down' });
    expect(closed).toBe(false);
    await end('a');
    expect(await running).toBe('a');
    await closing;
    await expect(add('c')).rejects.toMatchObject({ code: 'shutting_down' });
  });

  it('lets go of a job that waits when the one who asked has left', async () => {
    const queue = new JobQueue(1);
    const { add, end } = controlled(queue);
    void add('a');
    const controller = new AbortController();
    let ran = false;
    const left = queue.run('b', () => Promise.resolve((ran = true)), { urgent: true, signal: controller.signal });
    controller.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(queue.waiting).toBe(0);
    await end('a');
    expect(ran).toBe(false);
  });
});
