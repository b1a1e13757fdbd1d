export * from './api.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './flow.ts';
export * from './frame.ts';
export * from './link.ts';
export * from './settings.ts';
