import { describe, expect, it } from 'vitest';
import { SetupError } from '@eyepiece/host/setup-error';
import { readCameras } from './cameras.ts';

const read = (list: string, env: Record<string, string> = {}, firstPort = 8001) => readCameras(list, env, '127.0.0.1', firstPort);

describe('readCameras', () => {
  it('gives each camera a name, a port and, if it is simulated, a picture of its own', () => {
    const [left, right, slides] = read('simulated:left, simulated:right-2,replay:slides', { REPLAY_SOURCE: '/slides' });
    expect(left).toMatchObject({
      id: 'left',
      name: 'Left',
      driver: 'simulated',
      host: '127.0.0.1',
      port: 8001,
      portVariable: 'CAMERA_PORT',
    });
    expect(right).toMatchObject({ id: 'right-2', name: 'Right 2', port: 8002 });
    expect(slides).toEqual({
      id: 'slides',
      name: 'Slides',
      driver: 'replay',
      host: '127.0.0.1',
      port: 8003,
      portVariable: 'CAMERA_PORT',
      env: {},
    });
    const seeds = [left, right].map((camera) => camera?.env['SIMULATOR_SEED']);
    expect(new Set(seeds).size).toBe(2);
    for (const seed of seeds) expect(Number(seed)).toBeLessThan(1_000_000);
    expect(read('simulated:right-2,simulated:left')[1]?.env).toEqual(left?.env);
  });

  it('gives each camera what is its own, and leaves the rest to the plain variables', () => {
    const env = {
      CAMERA_LEFT_NAME: 'Bench, left',
      CAMERA_LEFT_2_NAME: 'Bench, second',
      CAMERA_LEFT_PORT: '9000',
      CAMERA_LEFT_JPEG_QUALITY: '95',
      CAMERA_LEFT_2_SIMULATOR_SEED: '7',
      CAMERA_LEFT_2_SIMULATOR_FPS: '12.5',
      CAMERA_SLIDES_REPLAY_SOURCE: '/slides',
      CAMERA_SLIDES_REPLAY_FPS: '',
      SIMULATOR_SEED: '3',
      REPLAY_FPS: '5',
    };
    const [left, second, slides] = read('simulated:left,simulated:left-2,replay:slides', env);
    expect(left).toMatchObject({ name: 'Bench, left', port: 9000, portVariable: 'CAMERA_LEFT_PORT', env: { JPEG_QUALITY: '95' } });
    expect(second).toMatchObject({ name: 'Bench, second', port: 8002, env: { SIMULATOR_SEED: '7', SIMULATOR_FPS: '12.5' } });
    expect(left?.env).not.toHaveProperty('SIMULATOR_SEED');
    expect(slides?.env).toEqual({ REPLAY_SOURCE: '/slides' });
  });

  it('takes any free ports when the first is 0', () => {
    expect(read('simulated:left,simulated:right', {}, 0).map(({ port }) => port)).toEqual([0, 0]);
  });

  it('tells real cameras apart by their serial numbers', () => {
    const env = { CAMERA_LEFT_SERIAL: '77201234', CAMERA_RIGHT_SERIAL: '77201235', CAMERA_RIGHT_FALLBACK: 'simulated' };
    const [left, right] = read('pixelink:left,pixelink:right', env);
    expect(left?.env).toEqual({ CAMERA_SERIAL: '77201234' });
    expect(right?.env).toEqual({ CAMERA_SERIAL: '77201235', CAMERA_FALLBACK: 'simulated' });
  });

  it('does not take a variable of the service for one of a camera named like it', () => {
    expect(read('simulated:data', { CAMERA_DATA_DIR: '/elsewhere' })[0]?.env).not.toHaveProperty('DIR');
  });

  it.each<[string, Record<string, string>, string]>([
    ['simulated', {}, 'CAMERAS has the entry "simulated": each is driver:id, for example simulated:left,replay:slides'],
    ['simulated:left,', {}, 'CAMERAS has the entry "": each is driver:id'],
    ['simulated:left:Left', {}, 'CAMERAS has the entry "simulated:left:Left": each is driver:id'],
    ['webcam:left', {}, 'CAMERAS has the entry "webcam:left": the drivers are simulated, replay, pixelink, video, micromanager'],
    ['simulated:Left', {}, 'CAMERAS has the entry "simulated:Left": the id takes lower-case letters, digits, "-" and "_"'],
    ['simulated:hub', {}, 'CAMERAS has the entry "simulated:hub": the id is the name of another part'],
    ['simulated:left,replay:left', {}, 'CAMERAS names the id "left" twice'],
    ['simulated:a-b,simulated:a_b', {}, 'the ids "a-b" and "a_b", which have the same variable CAMERA_A_B_NAME'],
    ['video:door', {}, 'camera "door" has no source: set CAMERA_DOOR_VIDEO_SOURCE to rtsp://…, http://…, usb:0 or a file'],
    ['micromanager:lab', {}, 'camera "lab" has no configuration: set CAMERA_LAB_MICROMANAGER_CONFIG to a file of Micro-Manager (.cfg)'],
    ['replay:slides', {}, 'camera "slides" has nothing to replay: set CAMERA_SLIDES_REPLAY_SOURCE to a folder of pictures or a video file'],
    ['pixelink:left,pixelink:right', { CAMERA_LEFT_SERIAL: '1' }, 'CAMERA_RIGHT_SERIAL is missing'],
    ['pixelink:left,pixelink:right', { CAMERA_SERIAL: '1' }, 'CAMERA_RIGHT_SERIAL=1 is the serial number of camera "left" too'],
    ['simulated:left', { CAMERA_LEFT_NAEM: 'x' }, 'CAMERA_LEFT_NAEM is unknown: after CAMERA_LEFT_ comes one of NAME, PORT'],
    ['simulated:left', { CAMERA_LEFT_PORT: 'http' }, 'CAMERA_LEFT_PORT=http must be a number from 0 to 65535'],
    [
      'simulated:left,simulated:right',
      { CAMERA_LEFT_PORT: '8002' },
      'cameras "left" and "right" both have port 8002: change CAMERA_RIGHT_PORT',
    ],
    ['simulated:left', { CAMERA_ID: 'left' }, 'CAMERA_ID is for one camera: with CAMERAS, each entry is driver:id'],
    ['simulated:left', { CAMERA_NAME: 'Left' }, 'CAMERA_NAME is for one camera: with CAMERAS, use CAMERA_<ID>_NAME'],
  ])('says what is wrong in CAMERAS=%s with %j', (list, env, message) => {
    expect(() => read(list, env)).toThrow(SetupError);
    expect(() => read(list, env)).toThrow(message);
  });

  it('says when the ports come to an end', () => {
    expect(() => read('simulated:left,simulated:right', {}, 65_535)).toThrow('CAMERA_PORT=65535 leaves no port for camera 2');
  });
});
