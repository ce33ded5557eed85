import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { RecipeError } from '../backend/recipe-error.js';
import { type Mistake, placeOf, templateProperties } from './mistake.js';

/** Lambda's limit for the layers of one function. */
const LIMIT = 5;
/** Replaces a part of an ARN that is known only during the deployment. */
const UNKNOWN = '*';

type Layer = { readonly fn: CfnFunction; readonly arn: string; readonly region: string };

/**
 * Finds layers that Lambda refuses: those that are not the ARN of a version, more than five, two
 * versions of the same layer, and those of another Region.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/adding-layers.html
 */
export function refusedLayers(functions: readonly CfnFunction[]): readonly Mistake[] {
  const layers = functions.flatMap(layersOf);
  return [
    ...functions.flatMap(refusedTogether),
    ...layers.flatMap(refusedForm),
    ...otherRegions(layers),
  ];
}

function layersOf(fn: CfnFunction): readonly Layer[] {
  return arnsOf(fn).map((arn) => ({ fn, arn, region: arn.split(':')[3] ?? '' }));
}

/** The ARNs of its layers, without those that the backend itself defines. */
function arnsOf(fn: CfnFunction): readonly string[] {
  const { Layers } = templateProperties(fn);
  return (Array.isArray(Layers) ? Layers : []).flatMap((layer) => textOf(layer) ?? []);
}

/** The text of `Fn::Join`, with an asterisk for each value that is not known. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const join: unknown = Object(value)['Fn::Join'];
  if (!Array.isArray(join)) return undefined;
  const [separator, parts] = join;
  return (Array.isArray(parts) ? parts : []).map((part) => textOf(part) ?? UNKNOWN).join(separator);
}

function refusedTogether(fn: CfnFunction): readonly Mistake[] {
  const { Layers } = templateProperties(fn);
  const number = Array.isArray(Layers) ? Layers.length : 0;
  const names = arnsOf(fn).map((arn) => arn.replace(/:[^:]*$/, ''));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return [
    ...(number > LIMIT
      ? [
          new RecipeError('MaximumLayersReachedError', {
            message: `The function "${placeOf(fn)}" has ${number} layers. Lambda's limit is ${LIMIT}.`,
            resolution: 'Remove layers, or combine them into one.',
          }),
        ]
      : []),
    ...(twice !== undefined
      ? [
          new RecipeError('DuplicateLayerError', {
            message: `The function "${placeOf(fn)}" has the layer ${twice} twice, which Lambda refuses, also in two versions.`,
            resolution: 'Keep one of them.',
          }),
        ]
      : []),
  ];
}

function refusedForm({ fn, arn }: Layer): readonly Mistake[] {
  if (/^arn:[\w*-]+:lambda:[\w*-]+:(\d{12}|\*):layer:[\w*-]+:(\d+|\*)$/.test(arn)) return [];
  return [
    new RecipeError('InvalidLayerFormatError', {
      message: `The layer "${arn}" of the function "${placeOf(fn)}" is not the ARN of the version of a layer.`,
      resolution:
        "Use 'arn:aws:lambda:<region>:<account>:layer:<name>:<version>', or '<name>:<version>' for a layer of your own account.",
    }),
  ];
}

/**
 * A function and its layers must be in one Region. Without a Region in the stack, that of the first
 * layer counts, because all functions of a backend are in one.
 */
function otherRegions(layers: readonly Layer[]): readonly Mistake[] {
  const known = layers.filter(({ region }) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(region));
  const [first] = known;
  return known.flatMap(({ fn, arn, region }) => {
    const own: unknown = fn.stack.resolve(fn.stack.region);
    const [what, expected] =
      typeof own === 'string'
        ? ['the function', own]
        : [`the layer "${first?.arn}"`, first?.region];
    if (expected === region) return [];
    return [
      new RecipeError('LayerRegionError', {
        message: `The layer "${arn}" of the function "${placeOf(fn)}" is in ${region}, but ${what} is in ${expected}. A function can use only layers of its own Region.`,
        resolution: 'Use the ARNs of the Region that you deploy to.',
      }),
    ];
  });
}
