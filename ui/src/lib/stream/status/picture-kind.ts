import type { DisplayWindow, PicturePreference } from '@eyepiece/shared-types';

/** A decoded JPEG, a picture of a video, or samples through a window of the viewer. */
export type PictureKind = 'exact' | 'video' | 'samples';

/** What a viewer asks for. */
export type PictureAsk = PicturePreference | 'samples';

/** How a viewer looks at samples: `auto` clips the darkest and brightest 0.1 %. */
export type ViewerWindow = DisplayWindow | 'auto';

/** Whether video can be shown: the browser cannot decode it, or its decoder failed repeatedly. */
export type VideoState = 'available' | 'unavailable' | 'failed';
