import { defineBackend, secret } from '@aws-amplify/backend';
import { Stack } from 'aws-cdk-lib';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { defineGate } from './auth/gate/resource.js';
import { defaults, durable } from './functions/defaults/resource.js';
import { everyOption } from './functions/every-option/resource.js';
import { layered } from './functions/layered/resource.js';

const gate = defineGate(
  { domain: 'example.com', key: secret('GATE_KEY') },
  { memoryMB: 192, environment: { NOTE: 'of props' } },
);
const backend = defineBackend({ everyOption, defaults, layered, durable, gate });

// A layer of the backend itself. `layers` of defineFunction only takes layers that exist.
const { cfnFunction } = backend.layered.resources.cfnResources;
const greeting = new LayerVersion(Stack.of(cfnFunction), 'greeting', {
  code: Code.fromAsset('amplify/layers/greeting'),
});
cfnFunction.layers = [greeting.layerVersionArn];
