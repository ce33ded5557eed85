/** The file that a sandbox or a deployment writes. A fresh clone does not have it yet. */
declare module '*/amplify_outputs.json' {
  import type { localConfig } from '@amplify-recipes/sandbox/client';

  const outputs: Parameters<typeof localConfig>[0] & {
    readonly auth?: {
      readonly aws_region?: string;
      readonly password_policy?: import('./account/password-policy.js').PasswordPolicy;
    };
    readonly custom?: { readonly clicks_stream_name?: string };
  };

  // biome-ignore lint/style/noDefaultExport: a JSON module exports nothing else
  export default outputs;
}
