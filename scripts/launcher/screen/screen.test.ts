import { expect, it } from 'vitest';
import { readLogLine } from '../logs/log-entry.ts';
import { Screen } from './screen.ts';

function capture(): { screen: Screen; text: () => string } {
  let text = '';
  const output = { isTTY: false, write: (part: string) => Boolean((text += part)) };
  return { screen: new Screen(output), text: () => text };
}

const cameras = [
  { id: 'left', name: 'Left', driver: 'simulated', url: 'http://127.0.0.1:8001' },
  { id: 'slide-box', name: 'slide-box', driver: 'replay', url: 'http://127.0.0.1:8002' },
];
const https = { urls: ['https://localhost:3443', 'https://10.0.0.7:3443'], trust: 'http://10.0.0.7:3000/trust' };
const addresses = { local: 'http://localhost:3000', network: ['http://10.0.0.7:3000'] };

it('shows where to look, and the link of the first run', () => {
  const { screen, text } = capture();
  screen.announce({
    addresses,
    https,
    cameras,
    startMs: 2345,
    administrator: undefined,
    firstRun: 'http://localhost:3000/setup#correct-horse',
    logs: 'data/logs',
  });
  for (const part of [
    'started in 2.3 s',
    'http://localhost:3000',
    'http://10.0.0.7:3000',
    'HTTPS          https://localhost:3443',
    'https://10.0.0.7:3443',
    'http://10.0.0.7:3000/trust',
    'Cameras        Left (left) · simulated  http://127.0.0.1:8001/docs',
    'slide-box · replay       http://127.0.0.1:8002/docs',
    'create the first administrator',
    'http://localhost:3000/setup#correct-horse',
    'data/logs',
  ]) {
    expect(text()).toContain(part);
  }
  expect(text()).not.toContain('\u001b');
});

it('says nothing of signing in later, and never repeats a given password', () => {
  const later = capture();
  later.screen.announce({ addresses, https: undefined, cameras, startMs: 1, administrator: undefined, logs: 'data/logs' });
  expect(later.text()).not.toMatch(/sign in|password|https|administrator/i);
  const given = capture();
  given.screen.announce({
    addresses,
    https: { urls: ['https://lab.example:3443'], trust: undefined },
    cameras,
    startMs: 1,
    administrator: { email: 'ana@lab.org' },
    logs: 'data/logs',
  });
  expect(given.text()).toContain('ana@lab.org with EYEPIECE_ADMIN_PASSWORD');
  expect(given.text()).toContain('https://lab.example:3443');
  expect(given.text()).not.toContain('trust');
});

it('shows the link of a hub that was restarted before the first run', () => {
  const { screen, text } = capture();
  screen.firstRun('http://localhost:3000/setup#battery-staple');
  expect(text()).toContain('http://localhost:3000/setup#battery-staple');
});

it('writes plain lines without a terminal', () => {
  const { screen, text } = capture();
  screen.entry('hub', readLogLine('{"level":"warn","msg":"disk is nearly full"}', 'info'));
  screen.died('hub', 'SIGKILL', 500);
  screen.recovered('hub');
  screen.makeRoomFor('camera-slides');
  screen.entry('hub', readLogLine('plain', 'info'));
  expect(text()).toBe(
    'hub        warn  disk is nearly full\n! hub ended (SIGKILL); starting it again in 0.5 s\n✓ hub is back\nhub           info  plain\n',
  );
});

it('says that a camera service does not start yet', () => {
  const { screen, text } = capture();
  const [left] = cameras;
  const one = [{ ...left!, url: undefined }];
  screen.announce({ addresses, https: undefined, cameras: one, startMs: 1, administrator: undefined, logs: 'data/logs' });
  expect(text()).toContain('Left (left) · simulated  does not start yet');
});

it('says what keeps Eyepiece from running, what to do, and where browsers see it', () => {
  const { screen, text } = capture();
  const trouble = { what: 'The disk is full.', todo: 'Free some space.', detail: 'hub did not start: ENOSPC' };
  screen.trouble({ ...trouble, page: 'http://localhost:3000/', linesPage: 'http://localhost:3000/trouble#secret' });
  const parts = ['Error: hub did not start: ENOSPC', 'The disk is full. Free some space.', 'http://localhost:3000/', '/trouble#secret'];
  for (const part of [...parts, 'tries again by itself']) expect(text()).toContain(part);
});
