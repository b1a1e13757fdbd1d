import { JOB, JOB_ORDER, OBJECTIVE, PRESET } from '../examples/cameras.ts';
import { ORDER_ERRORS } from './error-groups.ts';
import type { OperationNotes } from './operation-note.ts';

export const JOB_NOTES = {
  'GET /cameras/{id}/jobs': { about: 'Running and ended ones.', answer: { jobs: [JOB] }, errors: ['camera_not_found'] },
  'POST /cameras/{id}/jobs': {
    about:
      'The job goes on without the hub and without the caller. While it runs, exposure, ROI and format are locked. One job at a time per camera.',
    ask: JOB_ORDER,
    answer: JOB,
    errors: [...ORDER_ERRORS, 'no_space', 'conflict'],
  },
  'POST /cameras/{id}/jobs/estimate': {
    about: '`fits` is false if twice the size exceeds the free space.',
    ask: JOB_ORDER,
    answer: { bytes: 240_000_000, durationMs: 60_000, freeBytes: 412_000_000_000, fits: true },
    errors: ORDER_ERRORS,
  },
  'GET /jobs/{id}': { about: 'Progress of a running job comes with the `job:progress` event.', answer: JOB, errors: ['job_not_found'] },
  'POST /jobs/{id}/cancel': {
    about: 'A clip ends where it is.',
    answer: { ...JOB, state: 'cancelled' },
    errors: [...ORDER_ERRORS, 'job_not_found', 'conflict'],
  },
  'POST /jobs/{id}/resume': {
    about: 'After a pause that was too long to go on by itself.',
    answer: JOB,
    errors: [...ORDER_ERRORS, 'job_not_found', 'conflict'],
  },
  'GET /cameras/{id}/objectives': {
    about: 'Empty until somebody adds one.',
    answer: { objectives: [OBJECTIVE] },
    errors: ['camera_not_found'],
  },
  'POST /cameras/{id}/objectives': {
    about: 'Without `umPerPixel` captures have no scale.',
    ask: { name: OBJECTIVE.name, magnification: 20, numericalAperture: 0.4 },
    answer: OBJECTIVE,
    errors: ['camera_not_found', 'conflict', 'limit_reached'],
  },
  'PUT /cameras/{id}/objective': {
    about: 'Captures keep the data of the objective that was in use.',
    ask: { objectiveId: OBJECTIVE.id },
    answer: { objective: OBJECTIVE },
    errors: ['camera_not_found', 'objective_not_found', 'control_held', 'camera_offline', 'conflict'],
  },
  'PATCH /objectives/{id}': {
    about: 'Later captures get the new scale.',
    ask: { umPerPixel: 0.345 },
    answer: OBJECTIVE,
    errors: ['objective_not_found', 'conflict'],
  },
  'DELETE /objectives/{id}': { about: 'The objective in use becomes none.', errors: ['objective_not_found'] },
  'GET /presets': { about: 'With `cameraId`: those of the camera and those for any.', answer: { presets: [PRESET] } },
  'POST /presets': {
    about: 'Without `cameraId` the preset is for any camera.',
    ask: { name: PRESET.name, cameraId: 'bench-3', settings: PRESET.settings },
    answer: PRESET,
    errors: ['conflict', 'limit_reached', 'camera_not_found'],
  },
  'DELETE /presets/{id}': { about: 'Settings of cameras do not change.', errors: ['not_found'] },
} as const satisfies OperationNotes;
