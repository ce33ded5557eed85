import type { CfnResource } from 'aws-cdk-lib';
import { RecipeError } from '../backend/recipe-error.js';
import { type Mistake, placeOf, templateProperties } from './mistake.js';

type NameRule = { readonly property: string; readonly most: number; readonly pattern: RegExp };

const DASHES = /^[\w-]+$/;
const DOTS = /^[\w.-]+$/;
const IAM = /^[\w+=,.@-]+$/;

/** The names that AWS accepts, by the type of the resource. */
const NAMES: Readonly<Record<string, NameRule>> = {
  'AWS::Lambda::Function': { property: 'FunctionName', most: 64, pattern: DASHES },
  'AWS::IAM::Role': { property: 'RoleName', most: 64, pattern: IAM },
  'AWS::IAM::ManagedPolicy': { property: 'ManagedPolicyName', most: 128, pattern: IAM },
  'AWS::Scheduler::Schedule': { property: 'Name', most: 64, pattern: DOTS },
  'AWS::Events::Rule': { property: 'Name', most: 64, pattern: DOTS },
  'AWS::Events::EventBus': { property: 'Name', most: 256, pattern: /^[\w./-]+$/ },
  'AWS::SQS::Queue': { property: 'QueueName', most: 80, pattern: /^[\w-]+(?:\.fifo)?$/ },
  'AWS::SNS::Topic': { property: 'TopicName', most: 256, pattern: /^[\w-]+(?:\.fifo)?$/ },
  'AWS::Kinesis::Stream': { property: 'Name', most: 128, pattern: DOTS },
  'AWS::DynamoDB::Table': { property: 'TableName', most: 255, pattern: /^[\w.-]{3,}$/ },
  'AWS::S3::Bucket': {
    property: 'BucketName',
    most: 63,
    pattern: /^(?!xn--|\d+\.\d+\.\d+\.\d+$)[a-z\d](?!.*\.\.)[a-z\d.-]+[a-z\d]$/,
  },
  'AWS::Cognito::UserPool': { property: 'UserPoolName', most: 128, pattern: /^[\w\s+=,.@-]+$/ },
};

/** Finds names that AWS refuses only in the deployment: too long ones, and other characters. */
export function refusedName(resource: CfnResource): readonly Mistake[] {
  const rule = NAMES[resource.cfnResourceType];
  const name = rule && templateProperties(resource)[rule.property];
  if (!rule || typeof name !== 'string') return [];
  if (name.length <= rule.most && rule.pattern.test(name)) return [];
  const problem =
    name.length > rule.most
      ? `has ${name.length} characters. The limit is ${rule.most}`
      : 'is too short or has characters that AWS does not accept';
  return [
    new RecipeError('InvalidResourceNameError', {
      message: `The ${rule.property} "${name}" of "${placeOf(resource)}" ${problem}.`,
      resolution: `Choose another ${rule.property}, or leave it out: then the deployment chooses one.`,
    }),
  ];
}
