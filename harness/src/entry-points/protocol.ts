/** Types for a protocol of your own, in a file that `--protocol` names. */
export type { OwnArrivals, OwnConnection, OwnFrame, OwnProtocol } from '../protocols/own-file.ts';
