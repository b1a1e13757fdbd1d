import { startOfExposure, type Capture, type CaptureMetadata } from '@eyepiece/shared-types';
import type { CaptureRow } from '../../persistence/entities/library/capture.ts';
import { isUuid } from '../../persistence/uuid.ts';

/** The row of a capture that has just been received. @param name null for none but its file name */
export function toRow(metadata: CaptureMetadata, path: string, name: string | null = null): CaptureRow {
  const { id, cameraId, cameraName, filename, format, sizeBytes, sha256, width, height, bitDepth, channels } = metadata;
  const { capturedAtUs, seq, exposureMs, gainDb, tags, user } = metadata;
  return {
    id,
    cameraId,
    cameraName,
    filename,
    name,
    format,
    sizeBytes,
    sha256,
    width,
    height,
    bitDepth,
    channels,
    capturedAtUs,
    seq,
    exposureMs,
    gainDb,
    tags,
    path,
    capturedAt: new Date(metadata.capturedAtUs / 1000),
    userId: user !== undefined && isUuid(user.id) ? user.id : null,
    userName: user?.name ?? null,
    sessionId: metadata.sessionId ?? null,
    jobId: metadata.jobId ?? null,
    jobIndex: metadata.jobIndex ?? null,
    shotId: metadata.shot?.id ?? null,
    label: textOrNull(metadata.label),
    notes: textOrNull(metadata.notes),
    rating: 0,
    metadata,
    createdAt: new Date(),
    deletedAt: null,
    edits: 0,
    sidecarEdits: 0,
  };
}

export function textOrNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

/**
 * Editable fields come from the columns, all others from the uploaded metadata.
 * @param basePath prefix of the capture's addresses
 */
export function toCapture(row: CaptureRow, basePath = ''): Capture {
  const { label: _label, notes: _notes, tags: _tags, ...metadata } = row.metadata;
  const exposureStart = startOfExposure(metadata);
  return {
    ...metadata,
    name: nameOf(row),
    ...(row.label ? { label: row.label } : {}),
    ...(row.notes ? { notes: row.notes } : {}),
    tags: [...row.tags],
    rating: row.rating,
    capturedAt: row.capturedAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    deletedAt: row.deletedAt?.toISOString() ?? null,
    ...(exposureStart && { exposureStart }),
    url: urlOf(row.id, basePath),
    thumbnailUrl: `${basePath}/api/v1/captures/${row.id}/thumbnail?size=small`,
  };
}

/** Relative path of a capture in downloads and archives. */
export function nameOf({ name, filename }: Pick<CaptureRow, 'name' | 'filename'>): string {
  return name ?? filename;
}

/** Path of a capture's file on the hub. */
export function urlOf(id: string, basePath: string): string {
  return `${basePath}/api/v1/captures/${id}/file`;
}

/** Content of the sidecar: the capture without addresses of the hub. Those of earlier versions have no name. */
export function toSidecar(row: CaptureRow): object {
  const { url: _url, thumbnailUrl: _thumbnailUrl, name, ...sidecar } = toCapture(row);
  return typeof row.name === 'string' ? { ...sidecar, name } : sidecar;
}
