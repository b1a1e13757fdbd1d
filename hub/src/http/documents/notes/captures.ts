import { ANNOTATION, ANNOTATION_HISTORY, CAPTURE, DOWNLOAD, REVISIONS } from '../examples/captures.ts';
import { FILE_ERRORS } from './error-groups.ts';
import type { OperationNotes } from './operation-note.ts';

/** A path without a capture; a malformed id gives `not_found`. */
const OF_CAPTURE = ['not_found', 'capture_not_found'] as const;
const PICTURE_ERRORS = [...OF_CAPTURE, ...FILE_ERRORS, 'image_rejected'] as const;

export const CAPTURE_NOTES = {
  'GET /captures': {
    about:
      'Send `nextCursor` as `cursor` for the next page; it is null on the last one. Captures that arrive meanwhile do not shift the pages.',
    answer: { captures: [CAPTURE], nextCursor: null, total: 1 },
  },
  'GET /captures/timeline': {
    about: 'For a list with days: how many captures, of which sessions.',
    answer: {
      days: [
        {
          day: '2026-11-30',
          count: 13,
          from: '2026-11-30T00:00:00.000Z',
          to: '2026-11-30T23:59:59.999Z',
          sessions: [{ title: 'Leaf sections', count: 13 }],
        },
      ],
      total: 13,
      bytes: 6_267_469,
    },
  },
  'GET /captures/facets': {
    about: 'What a filter can be narrowed by.',
    answer: {
      cameras: [{ id: 'bench-3', name: 'Bench 3', count: 13 }],
      sessions: [],
      people: [],
      formats: [{ id: 'jpg', count: 13 }],
      tags: [{ id: 'stoma', count: 4 }],
      labels: [],
    },
  },
  'GET /captures/{id}': { about: 'Also while it is in the trash.', answer: CAPTURE, errors: OF_CAPTURE },
  'PATCH /captures/{id}': {
    about: 'Fields that are left out keep their value. The former values stay in the history.',
    ask: { rating: 4, label: 'leaf 4' },
    answer: CAPTURE,
    errors: [...OF_CAPTURE, 'conflict'],
  },
  'DELETE /captures/{id}': {
    about: 'The file stays until the trash is emptied or its days have passed.',
    answer: { ...CAPTURE, deletedAt: '2026-11-30T11:00:00.000Z' },
    errors: [...OF_CAPTURE, 'conflict'],
  },
  'POST /captures/{id}/restore': { about: 'With its tags, notes and rating.', answer: CAPTURE, errors: [...OF_CAPTURE, 'conflict'] },
  'POST /captures/{id}/filtered': {
    about:
      'The copy is a capture of its own beside the unchanged source. Its metadata names the source with its digest, and the steps. Samples keep their bits.',
    ask: { steps: [{ step: 'smooth', sigma: 1.5 }] },
    answer: CAPTURE,
    errors: [...PICTURE_ERRORS, 'conflict', 'limit_reached', 'payload_too_large'],
  },
  'POST /captures/bulk': {
    about: 'A capture that is refused does not stop the others.',
    ask: { ids: [CAPTURE.id], change: { kind: 'rate', rating: 4 } },
    answer: { changed: [CAPTURE.id], refused: [] },
    errors: ['no_space', 'conflict'],
  },
  'GET /captures/{id}/file': {
    about: 'Byte for byte what the camera service stored. `Range` and `If-Range` resume an interrupted download.',
    errors: [...OF_CAPTURE, ...FILE_ERRORS],
    ranges: true,
  },
  'GET /captures/{id}/thumbnail': {
    about: 'Made at the first request. Samples of more than 8 bits are scaled to the whole range.',
    errors: PICTURE_ERRORS,
    ranges: true,
  },
  'GET /captures/{id}/view': {
    about: 'Samples at `black` or below are black, those at `white` or above white. For looking: it alters no file.',
    errors: PICTURE_ERRORS,
  },
  'GET /captures/{id}/statistics': {
    about: 'Read from the master file, not from the thumbnail.',
    answer: { max: 255, low: 48, high: 160, histogram: [Array.from({ length: 256 }, (_, at) => (at === 50 ? 3072 : 0))] },
    errors: PICTURE_ERRORS,
  },
  'GET /captures/{id}/history': { about: 'From the capture itself to the last change.', answer: REVISIONS, errors: OF_CAPTURE },
  'GET /captures/{id}/neighbours': {
    about: 'Takes the same filter as the list.',
    answer: { newer: '196b31c4-89bf-488b-9a44-ea9385ce2ffe', older: null, position: 40, total: 40 },
    errors: OF_CAPTURE,
  },
  'POST /downloads': {
    about: 'Each master comes with its metadata as JSON. Captures that do not exist are listed in `missing`.',
    ask: { captureIds: [CAPTURE.id] },
    answer: DOWNLOAD,
    errors: ['capture_not_found', 'store_unavailable', 'limit_reached'],
  },
  'GET /downloads/{id}/{filename}': { about: 'The size is known before the first byte.', errors: FILE_ERRORS, ranges: true },
  'GET /annotations': {
    about: 'Needs `cameraId` or `captureId`.',
    answer: { annotations: [ANNOTATION] },
    errors: ['capture_not_found', 'camera_not_found'],
  },
  'GET /annotations/{id}/history': {
    about: 'Who changed it, and when.',
    answer: ANNOTATION_HISTORY,
    errors: ['annotation_not_found', 'capture_not_found'],
  },
} as const satisfies OperationNotes;
