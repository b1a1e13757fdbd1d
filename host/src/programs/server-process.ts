/** A server program on a loopback port of its own, for tests: it can hang, be killed, and start again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../free-port.ts';
import { isRunning } from '../processes/stop-child.ts';

const CLOSE_MS = 10_000;
const START_MS = 60_000;
const POLL_MS = 50;
/** Of what the server writes to its standard error. */
const LINES_KEPT = 3;
/** Another process may take the free port before the server does. */
const ATTEMPTS = 5;

export interface ServerProcess {
  readonly port: number;
  readonly pid: number;
  /** Stops answering, with open connections, like a server on a machine that hangs. */
  pause(): void;
  resume(): void;
  /** Sends SIGKILL. */
  kill(): Promise<void>;
  /** Starts the server again on its port. */
  restart(): Promise<void>;
  /** Stops the server and deletes its folder. */
  close(): Promise<void>;
}

/**
 * Starts a server on a free port.
 * @param folder deleted by `close`, and when the server does not start
 * @param start resolves when the server accepts connections on the port; leaves no process when it rejects
 */
export async function startServerProcess(folder: string, start: (port: number) => Promise<ChildProcess>): Promise<ServerProcess> {
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const { port, first } = await onFreePort(start);
    let child = first;
    return {
      port,
      get pid() {
        return child.pid ?? 0;
      },
      pause: () => void child.kill('SIGSTOP'),
      resume: () => void child.kill('SIGCONT'),
      kill: () => endServer(child, 'SIGKILL'),
      restart: async () => {
        await endServer(child, 'SIGKILL');
        child = await start(port);
      },
      close: async () => {
        child.kill('SIGCONT');
        await endServer(child, 'SIGTERM');
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function onFreePort(start: (port: number) => Promise<ChildProcess>): Promise<{ port: number; first: ChildProcess }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { port, first: await start(port) };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

interface ServerCommand {
  /** For the message when it does not start. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** Spawns a server, and resolves when it accepts connections on the port. */
export async function spawnServer({ name, program, args }: ServerCommand, port: number): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const lines: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    lines.push(chunk.toString().trim());
    lines.splice(0, lines.length - LINES_KEPT);
  });
  child.once('error', (error) => lines.push(error.message));
  killWithParent(child);
  const deadline = performance.now() + START_MS;
  while (!(await accepts(port))) {
    if (!isRunning(child) || performance.now() > deadline) {
      await endServer(child, 'SIGKILL');
      throw new Error(`${name} did not start: ${lines.join('; ')}`);
    }
    await sleep(POLL_MS);
  }
  return child;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Kills the server when this process exits. */
export function killWithParent(child: ChildProcess): void {
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}

/** Sends the signal, SIGKILL after the deadline, and waits for the exit. */
export async function endServer(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
  await exited;
  clearTimeout(timer);
}
