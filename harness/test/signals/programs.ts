import { afterEach } from 'vitest';
import { Folder } from '../folder.ts';
import { Program } from '../program.ts';
import { closeEnds, onClose } from '../proxy/ends.ts';

/** Ends the programs and servers of each test, and removes its folder. */
export function useFolder(): Pick<Folder, 'path' | 'file'> {
  let folder: Folder | undefined;
  afterEach(async () => {
    await closeEnds();
    folder?.remove();
    folder = undefined;
  });
  const present = (): Folder => (folder ??= new Folder());
  return {
    get path() {
      return present().path;
    },
    file: (name, text) => present().file(name, text),
  };
}

/** Starts the command line from the sources. It ends with the test at the latest. */
export function startProgram(...args: readonly string[]): Program {
  const program = Program.harness(...args);
  onClose(() => program.signal('SIGKILL'));
  return program;
}

export const THROWN = "setImmediate(() => { throw new Error('a mistake in the protocol'); })";

/** The source of a protocol whose viewers crash when they receive a message. */
export const crashingProtocol = (crash: string): string => `export default {
  name: 'crashing',
  async dial({ url }) {
    const socket = new WebSocket(url);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    socket.addEventListener('message', () => ${crash});
    return { close: () => socket.close(1000) };
  },
};`;
