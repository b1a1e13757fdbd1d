/** This hub cannot work with the other hubs. The message is one line for the operator. */
export class ClusterStartError extends Error {
  override readonly name = 'ClusterStartError';
}
