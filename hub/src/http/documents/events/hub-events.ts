/** The events of the hub. The types fail when one is missing. */
import {
  ackErrorSchema,
  analysisSchema,
  cameraChangeSchema,
  cameraIdSchema,
  cameraStateSchema,
  capturesChangedSchema,
  captureSchema,
  controlStateSchema,
  describedCameraSchema,
  diagnosticsSchema,
  jobSchema,
  sessionEntrySchema,
  sessionPeopleSchema,
  sessionSchema,
  userSchema,
  type ServerToClientEvents,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { CAMERA, CONTROL, JOB } from '../examples/cameras.ts';
import { ANNOTATION, CAPTURE } from '../examples/captures.ts';
import { USER } from '../examples/people.ts';
import { NOTE, SESSION } from '../examples/sessions.ts';
import type { HubEventNote } from './event-note.ts';
import {
  annotationChangeSchema,
  changedGroupSchema,
  deletedCaptureSchema,
  flowSchema,
  frameSchema,
  healthSchema,
  pointerSchema,
  presentSchema,
  purgedCaptureSchema,
  typingSchema,
  welcomeSchema,
} from './payloads.ts';

const { name, driver, model, serial, capabilities, ...CHANGE } = CAMERA;
const EXPIRED = { code: 'session_expired', message: 'The session has expired, sign in again' };

export const HUB_EVENT_NOTES: Readonly<Record<keyof ServerToClientEvents, HubEventNote>> = {
  welcome: {
    summary: 'The connection is open',
    about: 'Once after connecting, before anything else.',
    args: [welcomeSchema],
    example: [{ user: USER, hubVersion: '1.4.0', uiVersion: '8f1c2a', hubTimeUs: 1796035586165060 }],
  },
  account: {
    summary: 'The account of this connection has changed',
    about: 'Name, role or roles at cameras; for guests the scope of their link.',
    args: [userSchema],
    example: [USER],
  },
  frame: {
    summary: 'A frame of a camera that is watched',
    about:
      'Two arguments: the id of the camera, and the bytes as a binary attachment. The layout of the header is in docs/reference/protocol/frame.md: `EYEP`, version, kind (1 JPEG, 2 H.264), length of the header, sequence number, flags, end of exposure, size, exposure, gain, length of the payload. Frames arrive in order; a gap in the sequence numbers is a frame that was left out.',
    args: [cameraIdSchema, frameSchema],
    example: ['bench-3', '(binary)'],
  },
  flow: {
    summary: 'How frames are sent and must be acknowledged',
    about: 'After `watch`, then at every change.',
    args: [flowSchema],
    example: [{ cameraId: 'bench-3', ackEvery: 3, window: 4, width: 1280, dropped: 0 }],
  },
  cameras: {
    summary: 'All cameras',
    about: 'After `welcome`, and when a camera comes or goes. A key without the scope gets one empty list, after `welcome`.',
    args: [z.array(cameraStateSchema)],
    example: [[CAMERA]],
  },
  'camera:described': {
    summary: 'Identity or capabilities of a camera have changed',
    about: 'Rare: another device or driver.',
    args: [describedCameraSchema],
    example: [{ id: CAMERA.id, name, driver, model, serial, capabilities }],
  },
  'camera:state': {
    summary: 'The state of a camera has changed',
    about: 'The first change at once, further ones at most four times a second. Absent fields no longer apply, except `jobs`.',
    args: [cameraChangeSchema],
    example: [CHANGE],
  },
  'job:progress': {
    summary: 'A job has changed',
    about: 'At most twice a second for each job.',
    args: [jobSchema],
    example: [JOB],
  },
  'camera:analysis': {
    summary: 'Histogram, sharpness or a line profile of one frame',
    about: 'To connections that sent `analysis:watch`, at most five a second.',
    args: [cameraIdSchema, analysisSchema],
    example: ['bench-3', { seq: 1041, capturedAtUs: 1796035586165060, bitDepth: 12 }],
  },
  presence: {
    summary: 'Who is here',
    about: 'After connecting, then at every change.',
    args: [z.array(presentSchema)],
    example: [
      [{ userId: USER.id, name: USER.name, role: USER.role, tabs: 1, cameraIds: ['bench-3'], view: 'live', guest: false, color: 2 }],
    ],
  },
  'groups:changed': {
    summary: 'A camera group was created, changed or deleted',
    about: 'Request the groups again. Keys that are limited to cameras do not receive it.',
    args: [changedGroupSchema],
    example: [{ id: '2d9f8d2e-3c56-4a0e-9b1d-7f2f6a1f2b3c' }],
  },
  'hub:health': {
    summary: 'Health of the hub',
    about: 'After connecting, then at every change. Live pictures continue in every state.',
    args: [healthSchema],
    example: [{ database: 'ok', freeBytes: 412_000_000_000, full: null, store: 'ok' }],
  },
  'control:state': {
    summary: 'Who controls a camera',
    about: 'For every camera after connecting, then at every change.',
    args: [controlStateSchema],
    example: [CONTROL],
  },
  'session:state': {
    summary: 'A session has started, changed or ended',
    about: 'All open sessions after connecting.',
    args: [sessionSchema],
    example: [SESSION],
  },
  'session:people': {
    summary: 'People have joined or left a session',
    about: 'At most twice a second for each session.',
    args: [sessionPeopleSchema],
    example: [{ sessionId: SESSION.id, changed: SESSION.participants, presentCount: 1, participantCount: 1 }],
  },
  'session:event': {
    summary: 'A new entry in the log of a session, or an edited note',
    about: 'To its participants.',
    args: [sessionEntrySchema],
    example: [NOTE],
  },
  'session:typing': {
    summary: 'A person writes a note',
    about: 'To the other participants.',
    args: [typingSchema],
    example: [{ sessionId: SESSION.id, userId: USER.id, name: USER.name, typing: true }],
  },
  pointer: {
    summary: 'The pointer of another person',
    about: 'To those who look at the same camera.',
    args: [pointerSchema],
    example: [{ cameraId: 'bench-3', at: { x: 640, y: 512 }, userId: USER.id, name: USER.name }],
  },
  'annotation:changed': {
    summary: 'An annotation was drawn, changed, removed or restored',
    about: 'To everybody who may see it.',
    args: [annotationChangeSchema],
    example: [{ annotation: ANNOTATION }],
  },
  'capture:created': {
    summary: 'A capture is in the library',
    about: 'File and row are durable.',
    args: [captureSchema],
    example: [CAPTURE],
  },
  'capture:updated': {
    summary: 'A capture has changed',
    about: 'Label, notes, tags or rating, or it was restored.',
    args: [captureSchema],
    example: [CAPTURE],
  },
  'capture:deleted': {
    summary: 'A capture was moved to the trash',
    about: 'It can be restored.',
    args: [deletedCaptureSchema],
    example: [{ id: CAPTURE.id, cameraId: CAPTURE.cameraId, deletedAt: '2026-11-30T11:00:00.000Z' }],
  },
  'capture:purged': {
    summary: 'A capture was deleted from the trash',
    about: 'It cannot be restored.',
    args: [purgedCaptureSchema],
    example: [{ id: CAPTURE.id }],
  },
  'captures:changed': {
    summary: 'Several captures have changed at once',
    about: 'Instead of the events of single captures.',
    args: [capturesChangedSchema],
    example: [{ change: 'updated', count: 2, ids: [CAPTURE.id, ANNOTATION.id] }],
  },
  diagnostics: {
    summary: 'Connections, links and the process of the hub',
    about: 'Once a second to connections that sent `diagnostics:watch`.',
    args: [diagnosticsSchema],
    example: [{ atUs: 1796035586165060, viewers: [], viewerCount: 0, links: [] }],
  },
  'diagnostics:ended': {
    summary: 'The subscription to diagnostics has ended',
    about: 'Because the role no longer permits it.',
    args: [ackErrorSchema],
    example: [{ code: 'forbidden', message: 'Your role does not permit this' }],
  },
  'session:expired': {
    summary: 'The sign-in or key has ended',
    about: 'The hub then closes the connection.',
    args: [ackErrorSchema],
    example: [EXPIRED],
  },
};
