import type { ServiceRequestHead } from './request.js';

const AWS_HOST =
  /^(?<labels>.+)\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|api\.aws|on\.aws|amazoncognito\.com|amazonwebservices\.com\.cn)\.?(?::\d+)?$/i;
/** `files.s3.eu-west-1`, `files.s3`, `files.s3-accelerate.dualstack`; a bucket may contain dots. */
const BUCKET_HOST = /^(?<bucket>.+?)\.s3(?:[-.][a-z\d-]+)*$/i;

export function isAwsHost(host: string | undefined): boolean {
  return AWS_HOST.test(host ?? '');
}

/**
 * A request to a host of AWS, rewritten as if the client used the sandbox's address. The path of
 * such a request contains the bucket, and the host has no meaning.
 */
export function atGateway(head: ServiceRequestHead): ServiceRequestHead {
  const labels = AWS_HOST.exec(head.headers.host ?? '')?.groups?.labels ?? '';
  const bucket = BUCKET_HOST.exec(labels)?.groups?.bucket;
  return bucket === undefined ? head : { ...head, path: `/${bucket}${head.path}` };
}

/** The service of an AWS host: `execute-api` for `x.execute-api.eu-west-1.amazonaws.com`. */
export function serviceOfHost(host: string): string {
  const labels = (AWS_HOST.exec(host)?.groups?.labels ?? host).split('.');
  const isRegion = (label: string) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(label);
  return labels.findLast((label) => !isRegion(label) && label !== 'dualstack') ?? host;
}
