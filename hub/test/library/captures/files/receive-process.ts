/** Stores one file, receives half of another, reports both paths and waits to be killed. */
import { Readable } from 'node:stream';
import { CaptureStore } from '../../../../src/library/captures/files/store.ts';
import { filesBelow } from '../folders-below.ts';
import { metadataOf, streamOf } from '../images.ts';
import { FolderStore } from '../../../../src/library/store/folder/folder-store.ts';

const [, , dataDir = ''] = process.argv;
const store = await CaptureStore.open({ files: new FolderStore({ root: dataDir }), maxBytes: 1000, reserveBytes: 0 });
const whole = Buffer.from('kept');
const received = await store.receive({ stream: streamOf(whole), metadata: metadataOf(whole), sidecar: {} });
await received.commit();

const half = Buffer.from('half');
let reads = 0;
const stalled = new Readable({
  read() {
    reads += 1;
    if (reads === 1) this.push(half);
    else void report();
  },
});
void store.receive({ stream: stalled, metadata: { ...metadataOf(half), sizeBytes: 8 }, sidecar: {} });

async function report(): Promise<void> {
  let parts: string[] = [];
  // The first read can come before the file is opened.
  while (!parts.some((path) => !path.includes('.json.'))) {
    parts = (await filesBelow(dataDir)).filter((path) => path.endsWith('.part'));
  }
  process.stdout.write(`${JSON.stringify({ kept: received.relativePath, half: parts })}\n`);
}

// Only a signal ends this process.
setInterval(() => undefined, 60_000);
