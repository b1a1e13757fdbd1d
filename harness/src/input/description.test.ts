import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Description, NO_DESCRIPTION } from './description.ts';
import { mjpegOptionsSchema } from '../protocols/mjpeg/options.ts';
import { socketIoOptionsSchema } from '../protocols/socket-io/options.ts';
import { websocketOptionsSchema } from '../protocols/websocket/options.ts';
import { Folder } from '../../test/folder.ts';

const folder = new Folder();
afterAll(() => folder.remove());

describe('a description', () => {
  it.each([
    [socketIoOptionsSchema, 'event: frame\nevnt: x\n', '2: evnt: there is no such option'],
    [socketIoOptionsSchema, '# comment\n\nacknowledgeEvery: -1\n', '3: acknowledgeEvery: Too small'],
    [socketIoOptionsSchema, 'seq: 0.seq\nsend:\n  - join\n  - event: ""\n', '4: send.1'],
    [socketIoOptionsSchema, 'send: ["join", "join [1"]', '1: send.1: an event is needed'],
    [socketIoOptionsSchema, 'seq: 0..seq\n', '1: seq: "0..seq" is neither a path such as 0.seq nor a binary field such as u32be@4'],
    [socketIoOptionsSchema, 'event: a\nacknowledge: ack\n', '2: acknowledge: acknowledgements with {seq} need the place of seq'],
    [socketIoOptionsSchema, 'headers:\n  Host: x\n', '2: headers.Host: the client sets this header itself'],
    [websocketOptionsSchema, '{\n"seq": "u32be@62"\n}', '2: seq: u32be@62 is not within the first 64 bytes'],
    [websocketOptionsSchema, 'messages: json\nseq: u32be@4\n', '2: seq: JSON messages need a path such as seq'],
    [websocketOptionsSchema, 'where: type=frame\n', '1: where: only JSON messages can be chosen by a value'],
    [mjpegOptionsSchema, 'timeUnit: hours\n', '1: timeUnit: '],
    [mjpegOptionsSchema, 'a: 1\na: 2\n', '2: the key a is there twice'],
    [mjpegOptionsSchema, '- 1\n', '1: a mapping of options is needed'],
  ])('is refused with the place of the mistake (%#)', (schema, text, message) => {
    const file = folder.file('options.yaml', text);
    expect(() => Description.read(file).check(schema)).toThrow(`${file}:${message}`);
  });

  it('may be JSON, YAML or empty', () => {
    expect(Description.read(folder.file('a.json', '{"event":"x"}')).check(socketIoOptionsSchema)).toMatchObject({
      event: 'x',
      timeUnit: 'ms',
    });
    expect(Description.read(folder.file('a.yaml', 'event: x\n')).check(socketIoOptionsSchema)).toMatchObject({ event: 'x' });
    expect(Description.read(folder.file('empty.yaml', '')).check(socketIoOptionsSchema)).toMatchObject({ event: 'frame' });
    expect(NO_DESCRIPTION.check(mjpegOptionsSchema)).toMatchObject({ timeUnit: 's' });
  });

  it('that cannot be read is named', () => {
    expect(() => Description.read(folder.file('broken.yaml', 'a: [1\n'))).toThrow(/broken\.yaml:\d+: \S/);
    expect(() => Description.read(join(folder.path, 'none.yaml'))).toThrow('none.yaml: there is no such file or folder');
  });

  it('gives way to flags, which mistakes then name', () => {
    const file = folder.file('b.yaml', 'event: a\nseq: "0.seq"\n');
    const described = Description.read(file).with(new Map([['event', { flag: '--event', value: '' }]]));
    expect(() => described.check(socketIoOptionsSchema)).toThrow('--event: ');
    const other = Description.read(file).with(new Map([['subprotocol', { flag: '--subprotocol', value: 'x' }]]));
    expect(() => other.check(socketIoOptionsSchema)).toThrow('--subprotocol: there is no such option');
  });
});
