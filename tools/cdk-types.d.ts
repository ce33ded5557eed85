/**
 * What is imported from `aws-cdk-lib` itself. Its index names the modules of all services: to read
 * them takes a third of a check. `tsconfig.base.json` names this file.
 */

// Amplify imports it from here.
export * as aws_cognito from 'aws-cdk-lib/aws-cognito';
export * from 'aws-cdk-lib/core';
