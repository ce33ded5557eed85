import { AwsError } from '../../protocols/aws-error.js';

/** An error for which the client has a class. */
export const modeled = (name: string, message: string) =>
  new AwsError(`com.amazonaws.sqs#${name}`, message);

export const missing = (member: string) =>
  new AwsError('MissingParameter', `The request must contain the parameter ${member}.`);

export const invalid = (message: string) => new AwsError('InvalidParameterValue', message);
