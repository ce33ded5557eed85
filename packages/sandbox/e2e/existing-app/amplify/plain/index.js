// CommonJS, as code that is older than the app may be, in an app that says "type": "module".
exports.handler = async () => ({
  kind: typeof module,
  variables: process.env.VARIABLES,
});
