export type PaletteProps = { readonly isOpen: boolean; readonly onClose: () => void };
