/** From the highest bit rate to the lowest. The codec of frames writes the position in this list, from 1. */
export const VIDEO_TIERS = ['sharp', 'lean', 'thin'] as const;
export type VideoTier = (typeof VIDEO_TIERS)[number];
