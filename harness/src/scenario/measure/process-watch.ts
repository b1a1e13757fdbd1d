/** Memory and CPU of a process over the time of a run. */
import { cpuSeconds, residentBytes } from '../../system/processes/process-use.ts';
import { rounded } from './bins.ts';
import type { ProcessResult, ProcessSample } from '../result.ts';

export interface WatchedProcess {
  readonly name: string;
  readonly command: string | null;
  /** undefined: it does not run. */
  readonly pid: number | undefined;
}

export class ProcessWatch {
  readonly process: WatchedProcess;
  readonly samples: ProcessSample[] = [];
  #lastPid: number | undefined;
  #lastCpu: { readonly pid: number; readonly seconds: number; readonly atMs: number } | undefined;

  constructor(process: WatchedProcess) {
    this.process = process;
  }

  /** Adds nothing if the process is gone, or the system does not tell. */
  async sample(atMs: number): Promise<void> {
    const { pid } = this.process;
    if (pid === undefined) return;
    this.#lastPid = pid;
    let memoryBytes: number;
    let seconds: number;
    try {
      [memoryBytes, seconds] = await Promise.all([residentBytes(pid), cpuSeconds(pid)]);
    } catch {
      return;
    }
    // A process that has ended and is not reaped has no memory.
    if (!Number.isFinite(memoryBytes) || !Number.isFinite(seconds)) return;
    const before = this.#lastCpu?.pid === pid ? this.#lastCpu : undefined;
    const cpuPercent = before && atMs > before.atMs ? ((seconds - before.seconds) / (atMs - before.atMs)) * 100_000 : null;
    this.#lastCpu = { pid, seconds, atMs };
    this.samples.push({ atMs: Math.round(atMs), pid, memoryBytes, cpuPercent: rounded(cpuPercent) });
  }

  get result(): ProcessResult {
    const { name, command, pid } = this.process;
    const cpu = this.samples.flatMap(({ cpuPercent }) => cpuPercent ?? []);
    return {
      name,
      pid: pid ?? this.#lastPid ?? null,
      command,
      samples: this.samples,
      memoryMaxBytes: rounded(Math.max(...this.samples.map(({ memoryBytes }) => memoryBytes))),
      cpuMeanPercent: rounded(cpu.reduce((sum, percent) => sum + percent, 0) / cpu.length),
    };
  }
}
