// CommonJS in an app with "type": "module", as in code that is older than the app.
exports.handler = async () => ({
  kind: typeof module,
  variables: process.env.VARIABLES,
});
