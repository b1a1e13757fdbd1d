import type {
  Annotation,
  AnnotationChange,
  AnnotationPut,
  AnnotationRevision,
  AnnotationTarget,
  ControlState,
  Point,
} from '@eyepiece/shared-types';

/**
 * Collaboration on a camera: lease, pointers, annotations. Every promise rejects with a HubError. Changes by other
 * users arrive as the events `control`, `pointer` and `annotation`.
 */
export interface ControlClient {
  /**
   * Acquires a free camera at once; otherwise requests it from its holder. The request is granted if the holder does
   * not answer.
   */
  request(cameraId: string): Promise<ControlState>;
  withdraw(cameraId: string): Promise<ControlState>;
  release(cameraId: string): Promise<ControlState>;
  /** Hands control to the requesting user. */
  grant(cameraId: string): Promise<ControlState>;
  /** Denies the request. */
  deny(cameraId: string): Promise<ControlState>;
  /** For administrators; the reason is logged. */
  take(cameraId: string, reason: string): Promise<ControlState>;
  /** Reports activity of the lease holder. Does nothing without a connection. */
  active(cameraId: string): void;

  /** Pointer position in sensor pixels; null hides it. */
  point(cameraId: string, at: Point | null): void;

  listAnnotations(target: AnnotationTarget): Promise<Annotation[]>;
  putAnnotation(put: AnnotationPut): Promise<AnnotationChange>;
  removeAnnotation(id: string, revision: number): Promise<Annotation>;
  /** Restores a removed annotation. */
  restoreAnnotation(id: string): Promise<Annotation>;
  /** All revisions, newest first. */
  annotationHistory(id: string): Promise<AnnotationRevision[]>;
}
