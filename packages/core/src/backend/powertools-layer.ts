import { RecipeError } from './recipe-error.js';

/** The newest version that AWS publishes in almost all Regions. */
const LATEST = 48;

/** AWS has stopped to publish new versions in these Regions for now. */
const PAUSED: Readonly<Record<string, number>> = { 'me-south-1': 46, 'me-central-1': 45 };

const COMMERCIAL = [
  ...['af-south-1', 'ap-east-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
  ...['ap-south-1', 'ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3'],
  ...['ap-southeast-4', 'ap-southeast-5', 'ap-southeast-7', 'ca-central-1', 'ca-west-1'],
  ...['eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1'],
  ...['eu-west-2', 'eu-west-3', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1'],
  ...['sa-east-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
];

/** The account that publishes the layer in each Region, with the partition of the Region. */
const PUBLISHERS: ReadonlyMap<string, string> = new Map([
  ...COMMERCIAL.map((region) => [region, `aws:lambda:${region}:094274105915`] as const),
  ['us-gov-west-1', 'aws-us-gov:lambda:us-gov-west-1:165093116878'],
  ['us-gov-east-1', 'aws-us-gov:lambda:us-gov-east-1:165087284144'],
  ['cn-north-1', 'aws-cn:lambda:cn-north-1:498634801083'],
]);

/**
 * The ARN of AWS's public layer with Powertools for AWS Lambda (TypeScript), for the `layers` of
 * `defineFunction`. The layer has packages for Node.js, for both architectures.
 *
 * @param region The Region that the function is deployed to. A layer works only in its own Region.
 * @param version The version of the layer, which is not that of Powertools. The default is the
 *   newest one in the Region, as of the source below.
 * @throws {RecipeError} When AWS does not publish the layer in the Region, or the version is not a
 *   positive whole number.
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/getting-started/lambda-layers/
 * @example
 * defineFunction({
 *   layers: { '@aws-lambda-powertools/logger': powertoolsLayer('eu-west-1') },
 * });
 */
export function powertoolsLayer(region: string, version = PAUSED[region] ?? LATEST): string {
  const publisher = PUBLISHERS.get(region);
  if (publisher === undefined) {
    throw new RecipeError('UnknownRegionError', {
      message: `AWS does not publish the layer of Powertools for AWS Lambda in the Region "${region}", as far as this package knows.`,
      resolution: `Use one of ${[...PUBLISHERS.keys()].sort().join(', ')}. If the Region is a new one, write the ARN from https://docs.aws.amazon.com/powertools/typescript/latest/getting-started/lambda-layers/ in place of the call.`,
    });
  }
  if (!Number.isInteger(version) || version < 1) {
    throw new RecipeError('InvalidLayerVersionError', {
      message: `The version ${version} of the layer of Powertools for AWS Lambda is not valid.`,
      resolution: 'Use a positive whole number, or leave it out for the newest version.',
    });
  }
  return `arn:${publisher}:layer:AWSLambdaPowertoolsTypeScriptV2:${version}`;
}
