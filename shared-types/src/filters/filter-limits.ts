/** Limits and constants of the filter steps, without the schemas: pages load them before the first picture. */
export const FILTER_STEPS_MAX = 4;
export const SIGMA_PX = { min: 0.5, max: 5 } as const;
export const SHARPEN_AMOUNT = { min: 0.1, max: 5 } as const;
export const EDGES_GAIN = { min: 0.5, max: 16 } as const;
export const BACKGROUND_RADIUS_PX = { min: 5, max: 200 } as const;
export const CHANNEL_WEIGHT = { min: -2, max: 2 } as const;

/** Luma of a colour picture, ITU-R BT.601. */
export const LUMA = { red: 0.299, green: 0.587, blue: 0.114 } as const;
