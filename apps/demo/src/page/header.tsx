import type { ReactNode } from 'react';
import mark from './mark.svg';

/** @param children Where the backend runs. */
export function Header({ children }: { readonly children: ReactNode }) {
  return (
    <header className="page-header">
      <img src={mark} alt="" width="36" height="36" />
      <div>
        <h1>Amplify Recipes</h1>
        <p className="tagline">A whole Amplify backend, running on this machine.</p>
      </div>
      <p className="connection">{children}</p>
    </header>
  );
}
