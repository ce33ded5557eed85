/**
 * What is imported from `aws-cdk-lib` itself, without its modules for services: 2,000 files and half
 * of the time of a check. `tsconfig.base.json` names this file.
 */

// Amplify imports it from here.
export * as aws_cognito from 'aws-cdk-lib/aws-cognito';
export * from 'aws-cdk-lib/core';
