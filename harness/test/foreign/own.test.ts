/** A user's own protocol in a file: NDJSON over TCP, healthy, defective and invalid. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/input/exit-codes.ts';
import { Folder } from '../folder.ts';
import { closeEnds, onClose } from '../proxy/ends.ts';
import { FIGURES, LAST, measure, ORDERS, perViewer, runCrowd, streamOf } from './session.ts';

const OWN = fileURLToPath(new URL('../../examples/ndjson.mjs', import.meta.url));

const folder = new Folder();
afterEach(closeEnds);
afterAll(() => folder.remove());

async function start(): Promise<{ url: string; publish: (seqs: readonly number[]) => void }> {
  const viewers = new Set<Socket>();
  const send = (viewer: Socket, seq: number): void => void viewer.write(`${JSON.stringify({ seq, t: Date.now() })}\n`);
  const server = createServer((viewer) => {
    viewers.add(viewer);
    viewer.on('close', () => viewers.delete(viewer));
    viewer.on('error', () => undefined);
    viewer.once('data', () => send(viewer, 0));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onClose(() => {
    for (const viewer of viewers) viewer.destroy();
    server.close();
  });
  const publish = (seqs: readonly number[]): void => {
    for (const seq of seqs) for (const viewer of viewers) send(viewer, seq);
  };
  return { url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, publish };
}

describe('an own protocol', () => {
  it.each(FIGURES)('with %s frames gives these figures', async (order, figures) => {
    const server = await start();
    const stream = await streamOf(OWN, { greeting: 'hello' });
    const report = await measure({ stream, url: server.url, publish: () => server.publish(ORDERS[order]) });
    expect(perViewer(report)).toEqual(figures);
    expect(report.published).toBe(LAST);
  });

  it('checks its options itself', async () => {
    const options = folder.file('options.yaml', 'greeting: 3\n');
    const { code, error } = await runCrowd('--protocol', OWN, '--url', 'tcp://127.0.0.1:1', '--protocol-options', options);
    expect(code).toBe(EXIT.wrongArguments);
    expect(error).toBe(`${options}:1: ndjson refuses the options: greeting must be a text\n`);
  });

  it.each([
    ['without a default export', 'export const dial = 1;', 'the default export is no protocol: '],
    ['without dial', 'export default { name: "x" };', 'the default export is no protocol: dial: a function is needed'],
    ['without a name', 'export default { dial() {} };', 'the default export is no protocol: name: a text is needed'],
    ['with a mistake', 'export default {', 'cannot be loaded: '],
  ])('%s is refused', async (what, text, message) => {
    const file = folder.file(`${what.replaceAll(' ', '-')}.js`, text);
    const { code, error } = await runCrowd('--protocol', file, '--url', 'tcp://127.0.0.1:1');
    expect(code).toBe(EXIT.wrongArguments);
    expect(error).toContain(file);
    expect(error).toContain(message);
  });

  it('that gives no connection is reported', async () => {
    const file = folder.file('nothing.js', 'export default { name: "x", dial: async () => ({}) };');
    const { code, error } = await runCrowd('--protocol', file, '--url', 'x://y');
    expect({ code, error }).toEqual({ code: EXIT.notWatchable, error: `${file}: dial gives no connection: close: a function is needed\n` });
  });

  it('that refuses is reported in one line', async () => {
    const file = folder.file('refusing.js', 'export default { name: "x", dial: async () => { throw new Error("not today"); } };');
    const { code, error } = await runCrowd('--protocol', file, '--url', 'x://y');
    expect({ code, error }).toEqual({ code: EXIT.notWatchable, error: 'not today\n' });
  });
});
