import { oneLine } from '../../input/one-line.ts';
import { Refusal } from './refusal.ts';

/** `send` returns false if there is no such process. @throws {Refusal} if it does not run or belongs to another user */
export function signalTo(name: string, pid: number | undefined, send: (pid: number) => boolean): void {
  try {
    if (pid === undefined || !send(pid)) throw new Error('it does not run');
  } catch (error) {
    throw new Refusal(`${name}: ${oneLine((error as Error).message)}`);
  }
}
