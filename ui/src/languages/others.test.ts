import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HUB } from './german/hub.ts';
import { ofCamera, ofHub, setOtherTexts } from './others.ts';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const sourcesOf = (pattern: string): string =>
  globSync(pattern, { cwd: REPOSITORY })
    .map((file) => readFileSync(`${REPOSITORY}${file}`, 'utf8'))
    .join('\n');

beforeEach(() => setOtherTexts(HUB));
afterEach(() => setOtherTexts({}));

it.each([
  ["exposure 9000 ms is above the camera's 2000 ms", 'Belichtung 9000 ms liegt über dem Höchstwert der Kamera von 2000 ms'],
  ['exposure 8 → 10 ms, gain 0 → 6 dB', 'Belichtung 8 → 10 ms, Verstärkung 0 → 6 dB'],
  ['automatic exposure off → continuous', 'Belichtungsautomatik aus → dauernd'],
  ['handed control to Ana Ruiz', 'hat die Steuerung an Ana Ruiz übergeben'],
  ['control was taken from Ben, who was not connected', 'die Steuerung wurde Ben entzogen, da nicht verbunden'],
  ['control went from Ana to Ben: Ana did not answer', 'die Steuerung ging von Ana an Ben: Ana hat nicht geantwortet'],
  ['burst finished: 10 of 10 pictures, 1 missed', 'Serienaufnahme beendet: 10 von 10 Bildern, 1 verpasst'],
  ['Camera b3 already has an open session: "Kidney" of Ana', 'Kamera b3 hat schon eine offene Sitzung: „Kidney“ von Ana'],
])('translates "%s"', (english, german) => expect(ofHub(english)).toBe(german));

it('keeps sentences and names that it does not know', () => {
  expect(ofHub('the moon is blue, and nothing else')).toBe('the moon is blue, and nothing else');
  expect([ofCamera('Peltier cooling'), ofCamera('toString'), ofHub('constructor')]).toEqual(['Peltier cooling', 'toString', 'constructor']);
});

it('keeps everything in English without a catalogue', () => {
  setOtherTexts({});
  expect([ofHub('exposure 8 → 10 ms'), ofCamera('Gain')]).toEqual(['exposure 8 → 10 ms', 'Gain']);
});

it('keeps braces and signs of patterns that a value contains', () => {
  expect(ofHub('handed control to {1} $& .*')).toBe('hat die Steuerung an {1} $& .* übergeben');
});

it('answers at once for long and repetitive texts', () => {
  const text = `${'control went from a to '.repeat(80)}nobody`;
  expect(ofHub(text)).toBe(text);
  expect(ofHub('x'.repeat(1_000_000))).toHaveLength(1_000_000);
});

it('names every setting of the cameras', () => {
  const python = sourcesOf('camera-ws/src/camera_ws/{camera,pictures/analysis}/**/*.py');
  const labels = [...python.matchAll(/label="([A-Z][^"]*)"|^ {4}(?:Scalar|AutoOf)\(.*?"([A-Z][a-z][^"]*)"/gm)].map(
    (found) => found[1] ?? found[2],
  );
  expect(labels.length).toBeGreaterThan(20);
  expect([...new Set(labels)].filter((label) => label !== undefined && !(label in HUB))).toEqual([]);
});

it('has no words that neither the hub nor the camera service says', () => {
  const said = `${sourcesOf('hub/src/**/*.ts')}\n${sourcesOf('camera-ws/src/**/*.py')}\n${sourcesOf('shared-types/src/**/*.ts')}`;
  const words = new Set(Object.keys(HUB).flatMap((english) => english.replace(/\{\d+\}/g, ' ').match(/\p{L}{3,}/gu) ?? []));
  expect([...words].filter((word) => !said.includes(word))).toEqual([]);
});
