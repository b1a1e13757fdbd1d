import { expect, it } from 'vitest';
import { isOwnFolder, storeLocation, StoreLocationError } from './location.ts';

const DATA_DIR = '/var/eyepiece';
const SCRATCH = '/var/eyepiece/s3-scratch';

it.each([
  [{}, { kind: 'folder', root: DATA_DIR, shared: false }],
  [{ STORE_URL: ' ' }, { kind: 'folder', root: DATA_DIR, shared: false }],
  [{ STORE_URL: '/mnt/files' }, { kind: 'folder', root: '/mnt/files', shared: true }],
  [{ STORE_URL: 'file:///mnt/my%20files' }, { kind: 'folder', root: '/mnt/my files', shared: true }],
  [
    { STORE_URL: 's3://lab-captures' },
    { kind: 's3', bucket: 'lab-captures', prefix: '', endpoint: undefined, region: 'us-east-1', pathStyle: false, scratch: SCRATCH },
  ],
  [
    { STORE_URL: 's3://lab/a/b-2/', S3_ENDPOINT: 'http://minio:9000', AWS_REGION: 'eu-central-1' },
    {
      kind: 's3',
      bucket: 'lab',
      prefix: 'a/b-2',
      endpoint: 'http://minio:9000',
      region: 'eu-central-1',
      pathStyle: true,
      scratch: SCRATCH,
    },
  ],
  [
    { STORE_URL: 's3://lab', S3_ENDPOINT: 'https://s3.example', S3_PATH_STYLE: 'off' },
    { endpoint: 'https://s3.example', pathStyle: false },
  ],
  [{ STORE_URL: 's3://lab', AWS_DEFAULT_REGION: 'us-west-2' }, { region: 'us-west-2' }],
])('reads %j', (env, location) => {
  expect(storeLocation(env, DATA_DIR)).toMatchObject(location);
});

it.each([
  [{ STORE_URL: 'http://s3.example/lab' }, 'STORE_URL=http://s3.example/lab: must be a folder'],
  [{ STORE_URL: 'file://host/x' }, 'STORE_URL=file://host/x: must be an absolute path'],
  [{ STORE_URL: 's3://' }, 'must name a bucket'],
  [{ STORE_URL: 's3://Lab' }, 'must name a bucket'],
  [{ STORE_URL: 's3://lab/a//b' }, 'may have a prefix'],
  [{ STORE_URL: 's3://lab/../other' }, 'may have a prefix'],
  [{ STORE_URL: 's3://lab', S3_ENDPOINT: 'minio:9000' }, 'S3_ENDPOINT=minio:9000: must be an http'],
  [{ STORE_URL: 's3://lab', S3_ENDPOINT: 'https://key:hunter2@minio' }, 'S3_ENDPOINT=…: may not hold credentials'],
  [{ STORE_URL: 's3://lab', S3_PATH_STYLE: 'yes' }, 'S3_PATH_STYLE=yes: must be on or off'],
])('refuses %j', (env, message) => {
  expect(() => storeLocation(env, DATA_DIR)).toThrow(StoreLocationError);
  expect(() => storeLocation(env, DATA_DIR)).toThrow(message);
  expect(() => storeLocation(env, DATA_DIR)).not.toThrow('hunter2');
});

it('tells the folder of one hub from a folder that hubs share', () => {
  expect(isOwnFolder(storeLocation({}, DATA_DIR))).toBe(true);
  expect(isOwnFolder(storeLocation({ STORE_URL: DATA_DIR }, DATA_DIR))).toBe(false);
  expect(isOwnFolder(storeLocation({ STORE_URL: 's3://lab' }, DATA_DIR))).toBe(false);
});
