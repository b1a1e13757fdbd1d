import { SetupError } from '@eyepiece/host/setup-error';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What each camera of CAMERAS may have of its own, as CAMERA_<ID>_<OPTION>. */
export const CAMERA_OPTIONS = [
  'NAME',
  'PORT',
  'SERIAL',
  'REPLAY_SOURCE',
  'REPLAY_FPS',
  'VIDEO_SOURCE',
  'VIDEO_SIZE',
  'MICROMANAGER_CONFIG',
  'MICROMANAGER_FOLDER',
  'SIMULATOR_SEED',
  'SIMULATOR_FPS',
  'SIMULATOR_SIZE',
  'JPEG_QUALITY',
  'REWIND_MB',
  'FALLBACK',
] as const;
export type CameraOption = (typeof CAMERA_OPTIONS)[number];

/** Variables of the service itself, which ids like "data" would make look like a camera's. */
const OF_THE_SERVICE: readonly string[] = ['CAMERA_DATA_DIR', 'CAMERA_API_TOKEN', 'CAMERA_ALLOWED_HOSTS', 'CAMERA_RESTORE_SETTINGS'];

export function variableOf(id: string, option: CameraOption): string {
  return `${prefixOf(id)}${option}`;
}

/** "bench-3" → "CAMERA_BENCH_3_" */
function prefixOf(id: string): string {
  return `CAMERA_${id.toUpperCase().replaceAll('-', '_')}_`;
}

/** The options of each camera; an empty variable counts as absent. @throws {SetupError} for an option that there is not */
export function cameraVariables(ids: readonly string[], env: Environment): Map<string, Map<CameraOption, string>> {
  // The longest first: CAMERA_LEFT_2_NAME belongs to "left-2", not to "left".
  const longestFirst = ids.toSorted((one, other) => other.length - one.length);
  const found = new Map<string, Map<CameraOption, string>>(ids.map((id) => [id, new Map()]));
  for (const [name, value = ''] of Object.entries(env)) {
    const id = longestFirst.find((each) => name.startsWith(prefixOf(each)));
    if (id === undefined || value === '' || OF_THE_SERVICE.includes(name)) continue;
    found.get(id)?.set(readOption(name, id), value);
  }
  return found;
}

function readOption(name: string, id: string): CameraOption {
  const rest = name.slice(prefixOf(id).length);
  const option = CAMERA_OPTIONS.find((each) => each === rest);
  if (option === undefined) throw new SetupError(`${name} is unknown: after ${prefixOf(id)} comes one of ${CAMERA_OPTIONS.join(', ')}`);
  return option;
}
