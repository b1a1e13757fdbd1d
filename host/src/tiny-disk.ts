/** A small separate file system that tests can fill. Needs permission to mount tmpfs. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BLOCK_BYTES = 4096;

export class TinyDisk {
  readonly path = mkdtempSync(join(tmpdir(), 'eyepiece-disk-'));
  readonly mounted: boolean;

  constructor(size: string) {
    const options = ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', this.path];
    this.mounted = process.platform === 'linux' && spawnSync('mount', options).status === 0;
  }

  /** Fills the disk completely. Can be called again after a file was removed. */
  fill(): void {
    if (!this.mounted) throw new Error('fill() would fill the disk of this machine');
    const filler = openSync(join(this.path, 'filler'), 'a');
    try {
      for (const bytes of [Buffer.alloc(256 * BLOCK_BYTES), Buffer.alloc(BLOCK_BYTES)]) fillWith(filler, bytes);
    } finally {
      closeSync(filler);
    }
  }

  empty(): void {
    rmSync(join(this.path, 'filler'), { force: true });
  }

  remove(): void {
    if (this.mounted) spawnSync('umount', ['-l', this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }
}

function fillWith(file: number, bytes: Buffer): void {
  for (;;) {
    try {
      writeSync(file, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      return;
    }
  }
}
