import type { ServiceRequestHead } from '../protocols/request.js';

const AWS_HOST =
  /^(?<labels>.+)\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|api\.aws|on\.aws|amazoncognito\.com|amazonwebservices\.com\.cn)\.?(?::\d+)?$/i;
/** `files.s3.eu-west-1`, `files.s3`, `files.s3-accelerate.dualstack`; a bucket may have dots. */
const BUCKET_HOST = /^(?<bucket>.+?)\.s3(?:[-.][a-z\d-]+)*$/i;

export function isAwsHost(host: string | undefined): boolean {
  return AWS_HOST.test(host ?? '');
}

/**
 * A request for a host of AWS as a client would make it that knows the sandbox's address. There the
 * bucket is in the path, and the host tells nothing.
 */
export function atGateway(head: ServiceRequestHead): ServiceRequestHead {
  const labels = AWS_HOST.exec(head.headers.host ?? '')?.groups?.labels ?? '';
  const bucket = BUCKET_HOST.exec(labels)?.groups?.bucket;
  return bucket === undefined ? head : { ...head, path: `/${bucket}${head.path}` };
}

/** The service that a host of AWS is of: `execute-api` of `x.execute-api.eu-west-1.amazonaws.com`. */
export function serviceOfHost(host: string): string {
  const labels = (AWS_HOST.exec(host)?.groups?.labels ?? host).split('.');
  const isRegion = (label: string) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(label);
  return labels.findLast((label) => !isRegion(label) && label !== 'dualstack') ?? host;
}
