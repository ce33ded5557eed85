import { createContext, type ReactNode, use } from 'react';
import { createPortal } from 'react-dom';

/** The element of the top bar that holds the actions of the view. */
export const ActionsElement = createContext<HTMLElement | null>(null);

/** The actions of a view, which stand in the top bar on its right. */
export function ViewActions({ children }: { readonly children: ReactNode }) {
  const element = use(ActionsElement);
  return element === null ? null : createPortal(children, element);
}
