/** What the programs share: the hub and the camera of the command line, and errors in one line. */
import { parseArgs } from 'node:util';
import { connect, type Camera } from '@eyepiece/client';

type Options = Readonly<Record<string, string>>;

/**
 * Connects to the hub at EYEPIECE_URL with the key in EYEPIECE_KEY, runs the program with the camera of the command line,
 * and ends the process.
 * @param defaults names of the options with their default values
 */
export async function run(defaults: Options, program: (camera: Camera, options: Options) => Promise<void>): Promise<never> {
  try {
    const options = Object.fromEntries(
      Object.entries(defaults).map(([name, value]) => [name, { type: 'string' as const, default: value }]),
    );
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const [cameraId, ...others] = positionals;
    if (cameraId === undefined || others.length > 0) {
      throw new Error(
        `usage: node PROGRAM.ts CAMERA ${Object.keys(defaults)
          .map((name) => `[--${name} VALUE]`)
          .join(' ')}`,
      );
    }
    const hub = await connect({ url: process.env['EYEPIECE_URL'] ?? 'http://localhost:3000', key: process.env['EYEPIECE_KEY'] });
    await program(hub.camera(cameraId), values);
    process.exit();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** A number of the command line above 0. */
export function numberOf(options: Options, name: string): number {
  const value = Number(options[name]);
  if (!(value > 0)) throw new Error(`--${name} ${options[name] ?? ''}: must be a number above 0`);
  return value;
}
