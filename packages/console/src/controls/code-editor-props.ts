export type CodeEditorProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Default: `json`, which is checked while it is typed. */
  readonly language?: 'json' | 'text';
  readonly error?: string | undefined;
  /** Default: 220 pixels. */
  readonly height?: number;
};
