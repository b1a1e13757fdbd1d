import { ArgumentError } from './arguments.ts';

export interface ListeningOptions {
  readonly host: string;
  readonly port: number;
  /** Of the port. */
  readonly option?: string;
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'this computer does not have this address',
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'the name cannot be looked up now',
};

/** Starts what listens. @throws {ArgumentError} naming the option, if the address or the port cannot be used */
export async function namedListening<T>(start: () => Promise<T>, { host, port, option = '--port' }: ListeningOptions): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new ArgumentError(`${option} ${port}: it is in use`);
    if (code === 'EACCES') throw new ArgumentError(`${option} ${port}: it needs more rights`);
    if (syscall === 'listen' || syscall === 'bind' || syscall?.startsWith('getaddrinfo') === true) {
      throw new ArgumentError(`--host ${host}: ${REASONS[code] ?? code}`);
    }
    throw error;
  }
}
