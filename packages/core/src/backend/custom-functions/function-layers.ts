import type { Stack } from 'aws-cdk-lib';
import { RecipeError } from '../recipe-error.js';

/** Lambda's limit for the layers of one function. */
const LIMIT = 5;

/**
 * Rejects layers that are neither an ARN with a version nor `name:version`, and more than five.
 *
 * @returns Each layer once.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html
 */
export function uniqueLayers(name: string, layers: readonly string[]): readonly string[] {
  for (const layer of layers) {
    if (isArn(layer) || /^[\w-]+:\d+$/.test(layer)) continue;
    throw new RecipeError('InvalidLayerFormatError', {
      message: `The layer "${layer}" of the function "${name}" is not valid.`,
      resolution:
        "Use the ARN of a version, 'arn:aws:lambda:<region>:<account>:layer:<name>:<version>', or '<name>:<version>' for a layer of the own account.",
    });
  }
  const unique = [...new Set(layers)];
  if (unique.length > LIMIT) {
    throw new RecipeError('MaximumLayersReachedError', {
      message: `The function "${name}" has ${unique.length} layers. Lambda's limit is ${LIMIT}.`,
      resolution: 'Remove layers, or combine them into one.',
    });
  }
  return unique;
}

/** `name:version` is a layer of the account and the region that the function is deployed to. */
export function layerArn(layer: string, { partition, region, account }: Stack): string {
  return isArn(layer) ? layer : `arn:${partition}:lambda:${region}:${account}:layer:${layer}`;
}

function isArn(layer: string): boolean {
  return /^arn:[\w-]+:lambda:[\w-]+:\d{12}:layer:[\w-]+:\d+$/.test(layer);
}
