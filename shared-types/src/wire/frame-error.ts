/** The errors of the frame codec. */

export const FRAME_ERROR_CODES = [
  'frame_too_short',
  'bad_magic',
  'unsupported_version',
  'unsupported_kind',
  'bad_header_length',
  'too_large',
  'payload_length_mismatch',
  'bad_value',
] as const;
export type FrameErrorCode = (typeof FRAME_ERROR_CODES)[number];

/** Says why a message is not a frame; the text contains the numbers. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  readonly code: FrameErrorCode;

  constructor(code: FrameErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws {FrameError} `bad_value` unless `value` is a whole number from 0 to `max` */
export function checkUint(field: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new FrameError('bad_value', `${field} ${value} is not a whole number from 0 to ${max}`);
  }
}
