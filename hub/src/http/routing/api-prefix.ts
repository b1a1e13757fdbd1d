/** Prefix of all REST routes. */
export const API_PREFIX = '/api/v1';
