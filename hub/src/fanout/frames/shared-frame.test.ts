import { encodeFrame, readFrameHeader } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { SharedFrame } from './shared-frame.ts';
import { encodeSocketIoFrame } from './wire-frame.ts';

function frame(seq: number, bytes: number): SharedFrame {
  const fields = { seq, flags: 0, capturedAtUs: 1, width: 640, height: 480, exposureMs: 1, gainDb: 0 };
  const message = Buffer.from(encodeFrame(fields, new Uint8Array(bytes).fill(seq)));
  return new SharedFrame('cam', message, readFrameHeader(message), { receivedAtMs: 0, ordinal: seq, rendition: 'full' });
}

describe('SharedFrame', () => {
  it('reuses the buffer of the previous frame', () => {
    const first = frame(1, 90_000);
    const memory = first.wire.buffer;
    first.written();
    const second = frame(2, 80_000);
    expect(second.wire.buffer).toBe(memory);
    expect(second.wire.equals(encodeSocketIoFrame('cam', second.message))).toBe(true);
    second.written();
  });

  it('keeps its memory while a transport still reads it', () => {
    const first = frame(3, 90_000);
    const { wire } = first;
    const before = Buffer.from(wire);
    first.keepWire();
    first.written();
    const second = frame(4, 90_000);
    expect(second.wire.buffer).not.toBe(wire.buffer);
    expect(wire.equals(before)).toBe(true);
    second.written();
  });

  it('is encoded again for a late viewer', () => {
    const late = frame(5, 90_000);
    const before = Buffer.from(late.wire);
    late.written();
    frame(6, 90_000).wire.fill(0);
    expect(late.wire.equals(before)).toBe(true);
  });

  it('has one part of an MJPEG feed for all clients, and keeps it while a connection still reads it', () => {
    const first = frame(7, 90_000);
    const part = first.mjpegPart((us) => us + 1e6);
    expect(first.mjpegPart((us) => us)).toBe(part);
    expect(part.toString('latin1')).toContain('Content-Length: 90000\r\nX-Timestamp: 1.000001\r\nX-Sequence: 7\r\n\r\n');
    const before = Buffer.from(part);
    first.keepMjpegPart();
    first.written();
    const second = frame(8, 90_000);
    const memory = second.mjpegPart((us) => us).buffer;
    expect(part.equals(before)).toBe(true);
    second.written();
    expect(frame(9, 80_000).mjpegPart((us) => us).buffer).toBe(memory);
  });
});
