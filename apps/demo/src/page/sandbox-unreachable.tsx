/** Replaces the demo while the sandbox does not answer. */
export function SandboxUnreachable({ sandboxUrl }: { readonly sandboxUrl: string }) {
  return (
    <main className="panel unreachable">
      <h2>The sandbox is not running</h2>
      <p>
        <code>amplify_outputs.json</code> says that the backend runs at <code>{sandboxUrl}</code>,
        but nothing answers there. Start it in a terminal, in the folder of the repository:
      </p>
      <pre className="code-block">npx pnpm@12 demo</pre>
      <p className="muted">
        If the sandbox starts at the same address, this page continues by itself. Otherwise open the
        address that the command prints.
      </p>
    </main>
  );
}
