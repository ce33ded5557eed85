import { invalidParameter } from '../errors.js';
import type { Parameters } from './flow.js';

/** @throws {AwsError} `InvalidParameterException` */
export function required(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === '') {
    throw invalidParameter(`Missing required parameter ${name}`);
  }
  return value;
}
