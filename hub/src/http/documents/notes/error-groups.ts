/** Error codes that several operations share. */
import type { ErrorCode } from '@eyepiece/shared-types';

/** Of orders to a camera. */
export const ORDER_ERRORS = [
  'camera_not_found',
  'control_held',
  'camera_busy',
  'setting_rejected',
  'camera_error',
  'camera_offline',
  'camera_disconnected',
  'camera_timeout',
] as const satisfies readonly ErrorCode[];

/** Of files in the store. */
export const FILE_ERRORS = ['not_found', 'range_not_satisfiable', 'store_unavailable'] as const satisfies readonly ErrorCode[];
