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
 * What people do together: who controls a camera, where they point, what they draw. Every promise rejects with a HubError.
 * What others do arrives as the events `control`, `pointer` and `annotation`.
 */
export interface ControlClient {
  /** Takes a free camera at once; else asks its holder, whose silence grants. */
  request(cameraId: string): Promise<ControlState>;
  withdraw(cameraId: string): Promise<ControlState>;
  release(cameraId: string): Promise<ControlState>;
  /** The holder hands over to who asked. */
  grant(cameraId: string): Promise<ControlState>;
  /** The holder keeps it. */
  deny(cameraId: string): Promise<ControlState>;
  /** For administrators; the reason is written down. */
  take(cameraId: string, reason: string): Promise<ControlState>;
  /** Says that somebody still works here. Says nothing when there is no connection. */
  active(cameraId: string): void;

  /** Where this person points, sensor pixels; null: nowhere any more. */
  point(cameraId: string, at: Point | null): void;

  listAnnotations(target: AnnotationTarget): Promise<Annotation[]>;
  putAnnotation(put: AnnotationPut): Promise<AnnotationChange>;
  removeAnnotation(id: string, revision: number): Promise<Annotation>;
  /** Brings a removed one back as it was. */
  restoreAnnotation(id: string): Promise<Annotation>;
  /** Every state it has had, the newest first. */
  annotationHistory(id: string): Promise<AnnotationRevision[]>;
}
