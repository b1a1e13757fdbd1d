import { openRest } from '@eyepiece/client/rest/rest';
import { BASE_PATH } from '../../browser/base-path.ts';

/** The REST API of the hub that serves this page. */
export const { api: API, json: rest, jsonAt: restAt, blob: restBlob, empty: restVoid } = openRest({ address: BASE_PATH });
