/** Instead of the demo, while there is no backend to talk to. */
export function SandboxUnreachable({ sandboxUrl }: { readonly sandboxUrl: string }) {
  return (
    <main className="panel unreachable">
      <h2>The sandbox is not running</h2>
      <p>
        <code>amplify_outputs.json</code> says that the backend answers at <code>{sandboxUrl}</code>
        , but nothing does. Start it in a terminal, in the folder of the repository:
      </p>
      <pre className="code-block">npx pnpm@12 demo</pre>
      <p className="muted">
        This page goes on by itself if the sandbox comes back at this address; otherwise open the
        address that the command prints.
      </p>
    </main>
  );
}
