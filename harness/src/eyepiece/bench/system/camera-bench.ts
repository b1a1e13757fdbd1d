/** Benches of the camera service: programs in Python that print their figures as JSON. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { venvPython } from '@eyepiece/host/python/environment';
import { CAMERA_SOURCES, CHECKOUT } from '../../../system/programs.ts';

/** Runs a program of `camera-ws/bench`. @throws if it takes longer, or without its Python environment */
export async function cameraBench<Figures>(program: string, args: readonly string[], withinMs: number): Promise<Figures> {
  const python = venvPython(CHECKOUT);
  if (!existsSync(python)) throw new Error('the camera service has no Python environment yet: npm start creates it');
  const { stdout } = await promisify(execFile)(python, [join('bench', program), ...args], {
    cwd: join(CHECKOUT, 'camera-ws'),
    env: { ...process.env, PYTHONPATH: CAMERA_SOURCES },
    timeout: withinMs,
  });
  return JSON.parse(stdout) as Figures;
}
