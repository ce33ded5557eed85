import { describe, expect, it } from 'vitest';
import { powertoolsLayer } from './index.js';

describe('powertoolsLayer', () => {
  it.each([
    ['eu-west-1', 'arn:aws:lambda:eu-west-1:094274105915:layer:AWSLambdaPowertoolsTypeScriptV2:48'],
    [
      'eu-central-2',
      'arn:aws:lambda:eu-central-2:094274105915:layer:AWSLambdaPowertoolsTypeScriptV2:48',
    ],
    [
      'me-central-1',
      'arn:aws:lambda:me-central-1:094274105915:layer:AWSLambdaPowertoolsTypeScriptV2:45',
    ],
    [
      'us-gov-west-1',
      'arn:aws-us-gov:lambda:us-gov-west-1:165093116878:layer:AWSLambdaPowertoolsTypeScriptV2:48',
    ],
    [
      'us-gov-east-1',
      'arn:aws-us-gov:lambda:us-gov-east-1:165087284144:layer:AWSLambdaPowertoolsTypeScriptV2:48',
    ],
    [
      'cn-north-1',
      'arn:aws-cn:lambda:cn-north-1:498634801083:layer:AWSLambdaPowertoolsTypeScriptV2:48',
    ],
  ])('of %s is %s', (region, arn) => {
    expect(powertoolsLayer(region)).toBe(arn);
  });

  it('has the version that is asked for', () => {
    expect(powertoolsLayer('us-east-1', 12)).toMatch(/:AWSLambdaPowertoolsTypeScriptV2:12$/);
  });

  it.each(['', 'mars-north-1', 'cn-northwest-1', '${Token[AWS.Region.4]}', 'toString'])(
    'of the Region "%s", where AWS does not publish it, is an error',
    (region) => {
      expect(() => powertoolsLayer(region)).toThrow(
        expect.objectContaining({
          name: 'UnknownRegionError',
          message: expect.stringContaining(`"${region}"`),
          resolution: expect.stringContaining('af-south-1, ap-east-1'),
        }),
      );
    },
  );

  it.each([0, -1, 1.5, Number.NaN])('of version %s is an error', (version) => {
    expect(() => powertoolsLayer('us-east-1', version)).toThrow(
      expect.objectContaining({ name: 'InvalidLayerVersionError' }),
    );
  });
});
