import { AwsError } from '../../protocols/aws-error.js';
import type { ServiceRequestHead } from '../../protocols/request.js';
import { toXml, type XmlValue } from '../../protocols/xml.js';
import type { StreamResponse } from '../service.js';

/** S3's names of the errors for wrong signatures. */
const S3_NAMES: Readonly<Record<string, string>> = {
  ExpiredTokenException: 'ExpiredToken',
  IncompleteSignatureException: 'AuthorizationHeaderMalformed',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  UnrecognizedClientException: 'InvalidAccessKeyId',
};

/**
 * An error in the shape of Amazon S3.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function s3Error(error: AwsError, { id, path }: ServiceRequestHead) {
  const body = xmlDocument('Error', {
    Code: S3_NAMES[error.name] ?? error.name,
    Message: error.message,
    ...(error.members as Readonly<Record<string, XmlValue>>),
    Resource: path,
    RequestId: id,
    HostId: id,
  });
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml', ...requestIds(id) },
    body,
  };
}

export function xmlResponse(name: string, value: XmlValue): StreamResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: xmlDocument(name, value, 'http://s3.amazonaws.com/doc/2006-03-01/'),
  };
}

function xmlDocument(name: string, value: XmlValue, namespace?: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${toXml(name, value, namespace, 'flattened')}`;
}

export function requestIds(id: string): Readonly<Record<string, string>> {
  return { 'x-amz-request-id': id, 'x-amz-id-2': id };
}

export const noSuchBucket = (name: string) =>
  new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });

export const noSuchKey = (key: string) =>
  new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });

export const noSuchUpload = () =>
  new AwsError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
  );

export const noSuchVersion = () =>
  new AwsError('NoSuchVersion', 'The specified version does not exist.', 404);

export const accessDenied = (message = 'Access Denied') =>
  new AwsError('AccessDenied', message, 403);

export const preconditionFailed = (condition: string) =>
  new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    { Condition: condition },
  );

export const invalidArgument = (message: string) => new AwsError('InvalidArgument', message);

export const invalidRequest = (message: string) => new AwsError('InvalidRequest', message);

export const malformedXml = () =>
  new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

export const notImplemented = (what: string) =>
  new AwsError('NotImplemented', `The sandbox does not support ${what}.`, 501);
