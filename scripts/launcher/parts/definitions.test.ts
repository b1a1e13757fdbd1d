import { expect, it } from 'vitest';
import { readSettings } from '../settings/settings.ts';
import { cameraDefinition, databaseDefinition, hubDefinition, type Wiring } from './definitions.ts';

it('gives the address of a network camera, which may contain a password, to the service of this camera only', () => {
  const env = {
    CAMERAS: 'video:door,video:yard,simulated:bench',
    CAMERA_DOOR_VIDEO_SOURCE: 'rtsp://ana:door@door/',
    VIDEO_SOURCE: 'rtsp://ana:any@any/',
  };
  const settings = readSettings(env, []);
  const secrets = { cameraToken: 'camera-token', jwtSecret: 'secret' };
  const wiring: Wiring = {
    root: '/eyepiece',
    settings,
    secrets,
    env,
    databaseUrl: '',
    hubPort: 3000,
    tlsPort: undefined,
    cluster: undefined,
  };
  const cameras = settings.cameras.map((camera) => cameraDefinition(wiring, camera));
  const parts = [databaseDefinition(wiring), hubDefinition(wiring), ...cameras];
  const passed = parts.map(({ command }) => Object.entries(command().env).filter(([name]) => name.endsWith('VIDEO_SOURCE')));
  const common = [['VIDEO_SOURCE', 'rtsp://ana:any@any/']];
  expect(passed).toEqual([[], [], [['VIDEO_SOURCE', 'rtsp://ana:door@door/']], common, common]);
});
