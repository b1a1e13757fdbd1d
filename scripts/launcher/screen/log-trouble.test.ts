import { expect, it } from 'vitest';
import { LogTrouble } from './log-trouble.ts';

it('says once for all parts that logs fail, and once, with the sum, that they are written again', () => {
  const said: string[] = [];
  const trouble = new LogTrouble({
    logsFail: (part, { message }) => said.push(`${part}: ${message}`),
    logsResume: (lost) => said.push(`again, ${lost} lost`),
  });
  const [hub, camera] = [trouble.of('hub'), trouble.of('camera-1')];
  hub.onFailure?.(new Error('full'));
  camera.onFailure?.(new Error('full'));
  hub.onResume?.(3);
  expect(said).toEqual(['hub: full']);
  camera.onResume?.(4);
  expect(said).toEqual(['hub: full', 'again, 7 lost']);
  hub.onFailure?.(new Error('full'));
  hub.onResume?.(1);
  expect(said).toHaveLength(2);
});
