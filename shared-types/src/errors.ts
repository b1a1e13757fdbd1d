import { z } from 'zod';

/** Every error code that clients receive, with its HTTP status. The list is closed: clients switch on `code`. */
export const ERROR_STATUS = {
  validation_failed: 400,
  invalid_json: 400,
  bad_frame: 400,
  unauthenticated: 401,
  session_expired: 401,
  invalid_credentials: 401,
  forbidden: 403,
  bad_origin: 403,
  not_found: 404,
  camera_not_found: 404,
  capture_not_found: 404,
  job_not_found: 404,
  objective_not_found: 404,
  session_not_found: 404,
  annotation_not_found: 404,
  share_not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  conflict: 409,
  control_held: 409,
  camera_busy: 409,
  /** The capture was cancelled before it was exposed. */
  capture_cancelled: 409,
  limit_reached: 409,
  payload_too_large: 413,
  target_too_long: 414,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  setting_rejected: 422,
  digest_mismatch: 422,
  image_rejected: 422,
  rate_limited: 429,
  headers_too_large: 431,
  internal: 500,
  camera_error: 502,
  camera_offline: 503,
  camera_disconnected: 503,
  database_unavailable: 503,
  store_unavailable: 503,
  shutting_down: 503,
  too_many_connections: 503,
  camera_timeout: 504,
  no_space: 507,
  /** The capture was taken, but the hub has no space for it now. The camera service keeps it. */
  capture_waits: 507,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;
export const ERROR_CODES = Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]];
export const errorCodeSchema = z.enum(ERROR_CODES).meta({ description: 'Tells errors of one status apart' });

/** One invalid field: its path, the value, and the limits. */
export const fieldIssueSchema = z.object({
  path: z.string().meta({ description: 'Dotted path of the field, e.g. "exposure" or "roi.width"' }),
  message: z.string().meta({ description: 'What is wrong with it' }),
  value: z.unknown().optional().meta({ description: 'What was sent' }),
  min: z.number().optional().meta({ description: 'Smallest value' }),
  max: z.number().optional().meta({ description: 'Largest value' }),
  unit: z.string().optional().meta({ description: 'Unit of the limits' }),
});
export type FieldIssue = z.infer<typeof fieldIssueSchema>;

/** The body of every HTTP error. */
export const errorBodySchema = z
  .object({
    statusCode: z.int().meta({ description: 'Status of the response' }),
    message: z.string().meta({ description: 'What is wrong, for people' }),
    error: z.string().meta({ description: 'The reason phrase of the status' }),
    code: errorCodeSchema,
    issues: z.array(fieldIssueSchema).optional().meta({ description: 'The fields that are wrong' }),
    holder: z.string().optional().meta({ description: 'With control_held: the name of the holder' }),
  })
  .meta({ id: 'Error' });
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** The error half of a Socket.IO acknowledgement. */
export const ackErrorSchema = z.object({
  code: errorCodeSchema,
  message: z.string().meta({ description: 'What is wrong, for people' }),
  issues: z.array(fieldIssueSchema).optional().meta({ description: 'The fields that are wrong' }),
  holder: z.string().optional().meta({ description: 'With control_held: the name of the holder' }),
});
export type AckError = z.infer<typeof ackErrorSchema>;
