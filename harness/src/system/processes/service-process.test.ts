import { expect, it } from 'vitest';
import { ServiceProcess } from './service-process.ts';

it('keeps the start of an endless line, and takes lines that are no objects', async () => {
  const program = `
    for (let count = 0; count < 300; count += 1) process.stdout.write('x'.repeat(10_000));
    process.stdout.write('\\nnull\\n{"msg":"listening","url":"http://0.0.0.0:1"}\\n');
    process.stdin.resume().once('end', () => process.exit());
  `;
  const service = await ServiceProcess.start({ command: process.execPath, args: ['-e', program], env: {} });
  try {
    expect(service.url).toBe('http://127.0.0.1:1');
    expect(service.log.map(({ msg = '' }) => msg.length)).toEqual([65_536, 4, 9]);
  } finally {
    await service.stop();
  }
});
