import { expect, it, vi } from 'vitest';
import { Submission } from './submission.svelte.ts';

function rig() {
  const [unseen, done] = [vi.fn(), vi.fn()];
  const submission = new Submission(unseen);
  const answers: PromiseWithResolvers<unknown>[] = [];
  const submit = (): Promise<void> =>
    submission.run(() => {
      const answer = Promise.withResolvers<unknown>();
      answers.push(answer);
      return answer.promise;
    }, done);
  return { submission, unseen, done, answers, submit };
}

it('closes the dialog after an answer other than false', async () => {
  const { submission, done, answers, submit } = rig();
  for (const answer of [false, undefined]) {
    const submitted = submit();
    expect(submission.busy).toBe(true);
    answers.at(-1)?.resolve(answer);
    await submitted;
    expect(submission.busy).toBe(false);
  }
  expect(done.mock.calls).toEqual([[undefined]]);
});

it('shows a failure until the next success, or until the dialog is closed', async () => {
  const { submission, unseen, answers, submit } = rig();
  const submitted = submit();
  answers[0]?.reject(new Error('no'));
  await submitted;
  expect(submission.failure).not.toBeNull();
  submission.close();
  expect([submission.failure, unseen.mock.calls.length]).toEqual([null, 0]);
});

it('sends nothing twice', async () => {
  const { answers, submit } = rig();
  const submitted = submit();
  await submit();
  expect(answers).toHaveLength(1);
  answers[0]?.resolve(undefined);
  await submitted;
});

it('leaves a dialog alone that was opened again meanwhile', async () => {
  const { submission, done, answers, submit } = rig();
  const submitted = submit();
  submission.close();
  answers[0]?.resolve(undefined);
  await submitted;
  expect([done.mock.calls.length, submission.busy]).toEqual([0, false]);
});

it('reports a failure elsewhere once the dialog was closed', async () => {
  const { submission, unseen, answers, submit } = rig();
  const submitted = submit();
  submission.close();
  const error = new Error('no');
  answers[0]?.reject(error);
  await submitted;
  expect([unseen.mock.calls, submission.failure]).toEqual([[[error]], null]);
});
