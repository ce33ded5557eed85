export { Button, type ButtonProps, IconButton, type IconButtonProps } from './button.tsx';
export { Chip, type ChipProps, type Tone } from './chip.tsx';
export { clockTime, dayTime, durationText, localZone, wholeTime } from './clock.ts';
export {
  CodeBlock,
  type CodeBlockProps,
  JsonLine,
  JsonView,
  type JsonViewProps,
} from './code-block.tsx';
export { CodeEditor, type CodeEditorProps } from './code-editor.tsx';
export { CopyButton, type CopyButtonProps } from './copy-button.tsx';
export { type DataColumn, DataTable, type DataTableProps } from './data-table.tsx';
export { ConfirmDialog, type ConfirmDialogProps, Dialog, type DialogProps } from './dialog.tsx';
export { Duration, type DurationProps } from './duration.tsx';
export { EmptyState, type EmptyStateProps } from './empty-state.tsx';
export { ErrorNotice, type ErrorNoticeProps } from './error-notice.tsx';
export { type Fact, Facts } from './facts.tsx';
export { Field, type FieldProps } from './field.tsx';
export { type DialogForm, FormDialog, type FormDialogProps } from './form-dialog.tsx';
export { jsonText } from './json-lines.ts';
export { nextIndex } from './list-keys.ts';
export { Loaded, type LoadedProps } from './loaded.tsx';
export {
  ChoiceMenu,
  type ChoiceMenuProps,
  Menu,
  type MenuChoice,
  type MenuProps,
} from './menu.tsx';
export { MiddleCut, type MiddleCutProps } from './middle-cut.tsx';
export { MissingPane, type MissingPaneProps } from './missing-pane.tsx';
export { Notice, type NoticeProps } from './notice.tsx';
export { Pane, type PaneProps } from './pane.tsx';
export {
  PaneBody,
  Properties,
  type PropertyRow,
  Section,
  type SectionProps,
} from './section.tsx';
export { type Segment, Segments, type SegmentsProps } from './segments.tsx';
export { type Choice, Select, type SelectProps } from './select.tsx';
export { SplitPane, type SplitPaneProps } from './split-pane.tsx';
export { Switch, type SwitchProps } from './switch.tsx';
export { type TabItem, Tabs, type TabsProps } from './tabs.tsx';
export { Time, type TimeProps } from './time.tsx';
export { showFailure, showToast, Toasts } from './toasts.tsx';
export {
  Count,
  SearchField,
  type SearchFieldProps,
  Toolbar,
  type ToolbarProps,
} from './toolbar.tsx';
export { Tooltip, type TooltipProps } from './tooltip.tsx';
export { type Action, useAction } from './use-action.ts';
export { WaitingRows } from './waiting.tsx';
