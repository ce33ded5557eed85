import { Component, type ErrorInfo, type ReactNode } from 'react';
import { ErrorNotice } from '../controls/index.ts';
import styles from './view-boundary.module.css';

type Props = { readonly children: ReactNode };
type State = { readonly error: unknown };

/** Shows the failure of a view in its place. The rest of the page goes on. React needs a class here. */
export class ViewBoundary extends Component<Props, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    console.error(error, componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return (
      <div className={styles.failure}>
        <ErrorNotice error={this.state.error} onRetry={() => this.setState({ error: undefined })} />
      </div>
    );
  }
}
