import { AwsError } from '../../protocols/aws-error.js';

export const invalidParameter = (reason: string) =>
  new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);

export const invalidValue = (message: string) => new AwsError('ParameterValueInvalid', message);

/** The error for a feature of SNS that the sandbox does not support. */
export const notServed = (what: string) =>
  new AwsError('InvalidParameter', `Invalid parameter: the sandbox does not support ${what}`);
