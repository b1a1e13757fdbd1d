import { expect, it } from 'vitest';
import { SettingField } from './setting-field.svelte.ts';

function rig(start: number) {
  const asked: number[] = [];
  const answers: { resolve: (got: number) => void; reject: (error: Error) => void }[] = [];
  // The camera as the page sees it: the last read-back value.
  const camera = $state({ exposure: start });
  const field = new SettingField<number>({
    actual: () => camera.exposure,
    send: (value) => {
      asked.push(value);
      return new Promise((resolve, reject) => {
        const settle = (got: number): void => {
          camera.exposure = got;
          resolve(got);
        };
        answers.push({ resolve: settle, reject });
      });
    },
    explain: (error) => (error as Error).message,
  });
  return { asked, answers, camera, field };
}

it('shows the camera’s value, then the draft, then what was sent, then what came back', async () => {
  const { field, answers } = rig(8);
  expect(field.shown).toBe(8);
  field.change(10);
  expect(field.shown).toBe(10);
  const done = field.commit(10);
  expect(field.sending).toBe(true);
  expect(field.shown).toBe(10);
  answers[0]?.resolve(9.5);
  await done;
  expect(field.shown).toBe(9.5);
  expect(field.requested).toBe(10);
});

it('does not overwrite a field being edited, and reports the new value', () => {
  const { field, camera } = rig(8);
  field.change(20);
  camera.exposure = 4;
  expect(field.shown).toBe(20);
  expect(field.elsewhere).toBe(4);
  field.cancel();
  expect(field.shown).toBe(4);
  expect(field.elsewhere).toBeNull();
});

it('reverts and shows the reason when the camera refuses', async () => {
  const { field, answers } = rig(8);
  const done = field.commit(9000);
  answers[0]?.reject(new Error('exposure 9000 ms is above 2000 ms'));
  await done;
  expect(field.shown).toBe(8);
  expect(field.error).toBe('exposure 9000 ms is above 2000 ms');
  field.change(10);
  expect(field.error).toBeNull();
});

it('forgets the requested value once the value changes for another reason', async () => {
  const { field, answers, camera } = rig(8);
  const done = field.commit(10);
  answers[0]?.resolve(9.5);
  await done;
  camera.exposure = 3;
  expect(field.requested).toBeNull();
});

it('ignores the answer to the older of two commands', async () => {
  const { field, answers } = rig(8);
  const first = field.commit(10);
  const second = field.commit(20);
  answers[0]?.reject(new Error('too late'));
  await first;
  expect(field.error).toBeNull();
  expect(field.shown).toBe(20);
  answers[1]?.resolve(20);
  await second;
  expect(field.sending).toBe(false);
});

it('sends nothing when nothing changed', async () => {
  const { field, asked } = rig(8);
  field.begin();
  await field.commit(8);
  expect(asked).toEqual([]);
  expect(field.editing).toBe(false);
});
