/** What the document says about each operation. The types fail when one is missing. */
import type { RouteName } from '@eyepiece/shared-types';
import { CAMERA_NOTES } from './notes/cameras.ts';
import { CAPTURE_NOTES } from './notes/captures.ts';
import { JOB_NOTES } from './notes/jobs.ts';
import { PEOPLE_NOTES } from './notes/people.ts';
import { POOL_NOTES } from './notes/pool.ts';
import { SERVICE_NOTES } from './notes/service.ts';
import { SESSION_NOTES } from './notes/sessions.ts';
import { SIGN_IN_NOTES } from './notes/sign-in.ts';
import type { OperationNote } from './notes/operation-note.ts';

export const OPERATION_NOTES: Readonly<Record<RouteName, OperationNote>> = {
  ...SERVICE_NOTES,
  ...SIGN_IN_NOTES,
  ...PEOPLE_NOTES,
  ...CAMERA_NOTES,
  ...POOL_NOTES,
  ...JOB_NOTES,
  ...CAPTURE_NOTES,
  ...SESSION_NOTES,
};
