import { AwsError } from '../../protocols/aws-error.js';

export const validationError = (message: string) => new AwsError('ValidationException', message);

export const tableNotFound = (name?: string) =>
  new AwsError(
    'ResourceNotFoundException',
    `Requested resource not found${name === undefined ? '' : `: Table: ${name} not found`}`,
  );

export const emptyValue = () =>
  validationError(
    'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
  );
