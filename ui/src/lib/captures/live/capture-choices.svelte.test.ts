import { beforeEach, expect, it, vi } from 'vitest';
import { fakeStorage } from '../../browser/fake-storage.ts';
import { CaptureChoices } from './capture-choices.svelte.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', fakeStorage(kept));
});

const of = (key: string | null): CaptureChoices => new CaptureChoices(() => key);

it('keeps the choices of each person on each camera', () => {
  of('ana.left').change({ format: 'ome-tiff', label: 'Slide 12', fullFrame: true });
  of('ana.right').change({ average: '8' });
  of('ben.left').change({ tags: 'leaf' });
  expect(of('ana.left').now).toEqual({ format: 'ome-tiff', label: 'Slide 12', tags: '', average: '', fullFrame: true, nameTemplate: '' });
  expect(of('ana.right').now).toMatchObject({ format: null, label: '', average: '8' });
  expect(of('ben.left').now).toMatchObject({ tags: 'leaf', label: '' });
  expect(of('ben.right').now).toMatchObject({ tags: '', format: null });
});

it('follows a change of person or camera', () => {
  let key = 'ana.left';
  const choices = new CaptureChoices(() => key);
  choices.change({ label: 'Gland' });
  key = 'ana.right';
  expect(choices.now.label).toBe('');
  choices.change({ label: 'Pollen' });
  key = 'ana.left';
  expect(choices.now.label).toBe('Gland');
});

it('clears all but the format and the template for names, and stores nothing when nothing is chosen', () => {
  const choices = of('ana.left');
  choices.change({ format: 'tiff', label: 'x', average: '4', fullFrame: true, nameTemplate: '{label}.{ext}' });
  choices.clear();
  expect(choices.now).toEqual({ format: 'tiff', label: '', tags: '', average: '', fullFrame: false, nameTemplate: '{label}.{ext}' });
  choices.change({ format: null, nameTemplate: '' });
  expect(kept.size).toBe(0);
});

it('reads what an earlier version has stored', () => {
  kept.set('eyepiece.capture.ana.left', '{"format":"tiff","label":"x","tags":"","average":"","fullFrame":false}');
  expect(of('ana.left').now).toMatchObject({ format: 'tiff', label: 'x', nameTemplate: '' });
});

it('works without a place to keep them, and for nobody', () => {
  vi.stubGlobal('localStorage', undefined);
  const choices = of('ana.left');
  choices.change({ label: 'x' });
  expect(choices.now.label).toBe('x');
  const nobody = of(null);
  nobody.change({ label: 'y' });
  expect([nobody.now.label, of(null).now.label]).toEqual(['y', '']);
});

it.each(['', 'null', '{', '[]', '{"label":5}', '{"format":"exe","label":"x","tags":"","average":"","fullFrame":false}'])(
  'ignores the unreadable %j',
  (text) => {
    kept.set('eyepiece.capture.ana.left', text);
    expect(of('ana.left').now).toMatchObject({ format: null, label: '' });
  },
);
