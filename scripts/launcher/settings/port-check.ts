import { createServer } from 'node:net';
import { once } from 'node:events';
import { SetupError } from '@eyepiece/host/setup-error';

export interface WantedPort {
  readonly host: string;
  readonly port: number;
  /** The environment variable that changes it. */
  readonly variable: string;
}

function reason(error: NodeJS.ErrnoException, { host, port, variable }: WantedPort): string {
  const another = `choose another one, for example ${variable}=${port + 1}`;
  if (error.code === 'EADDRINUSE') return `port ${port} is already in use: stop the program that uses it, or ${another}`;
  if (error.code === 'EACCES') return `port ${port} may not be opened by this user: ${another}`;
  return `${host} is not an address of this machine that can be listened on (${error.code ?? error.message})`;
}

/** @throws {SetupError} when the port cannot be listened on. Port 0 always can. */
export async function checkPort(wanted: WantedPort): Promise<void> {
  const server = createServer();
  try {
    server.listen(wanted.port, wanted.host);
    await once(server, 'listening');
  } catch (error) {
    throw new SetupError(reason(error as NodeJS.ErrnoException, wanted), { cause: error });
  }
  server.close();
  await once(server, 'close');
}
