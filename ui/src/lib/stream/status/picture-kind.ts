/** A decoded JPEG, or a picture of a video. */
export type PictureKind = 'exact' | 'video';

/** Whether video can be shown: the browser cannot decode it, or its decoder failed repeatedly. */
export type VideoState = 'available' | 'unavailable' | 'failed';
