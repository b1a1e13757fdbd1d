/** The protocols by name, and a user's own by its file. */
import { ArgumentError } from '../input/arguments.ts';
import { mjpeg } from './mjpeg/mjpeg.ts';
import { loadProtocol } from './own-file.ts';
import type { Protocol } from './protocol.ts';
import { socketIo } from './socket-io/socket-io.ts';
import { websocket } from './websocket/websocket.ts';

const PROTOCOLS: readonly Protocol[] = [socketIo, websocket, mjpeg];
const FILE = /\.[cm]?[jt]s$/;

export const PROTOCOL_NAMES: readonly string[] = ['eyepiece', ...PROTOCOLS.map(({ name }) => name)];

/** Not `eyepiece`, which signs in first. @throws {ArgumentError} if there is none of this name, or the file is invalid */
export async function findProtocol(name: string): Promise<Protocol> {
  if (FILE.test(name)) return loadProtocol(name);
  const found = PROTOCOLS.find((protocol) => protocol.name === name);
  if (found) return found;
  throw new ArgumentError(`--protocol ${name}: one of ${PROTOCOL_NAMES.join(', ')} is needed, or a file such as ./mine.ts`);
}
