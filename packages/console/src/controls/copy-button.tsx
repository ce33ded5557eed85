import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, IconButton } from './button.tsx';

export type CopyButtonProps = {
  /** The text, or a function that makes it when the button is pressed. */
  readonly text: string | (() => string | Promise<string>);
  /** The words of the button, or the name of one with an icon alone. */
  readonly label: string;
  /** Default: false. */
  readonly iconOnly?: boolean;
  readonly small?: boolean;
};

/** Copies a text, and says so for two seconds. */
export function CopyButton({ text, label, iconOnly = false, small = false }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);
  async function copy() {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setOutcome('copied');
    } catch {
      setOutcome('failed');
    }
  }
  const said =
    outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'The browser refused' : label;
  const icon = outcome === 'copied' ? <Check /> : <Copy />;
  return (
    <>
      {iconOnly ? (
        <IconButton label={said} small={small} onPress={copy}>
          {icon}
        </IconButton>
      ) : (
        <Button small={small} onPress={copy}>
          {icon}
          {said}
        </Button>
      )}
      <span role="status" className="visually-hidden">
        {outcome === undefined ? '' : said}
      </span>
    </>
  );
}
