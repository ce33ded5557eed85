import { MonitorCog, Moon, Sun } from 'lucide-react';
import { Button, ChoiceMenu } from '../controls/index.ts';
import { chooseTheme, type Theme, useTheme } from './theme.ts';

const themes = [
  { id: 'system', label: 'System' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
] as const;

const icons = { system: MonitorCog, light: Sun, dark: Moon };

/** Chooses light, dark, or what the browser prefers. */
export function ThemeMenu() {
  const theme = useTheme();
  const Icon = icons[theme];
  return (
    <ChoiceMenu
      label="Theme"
      mode="single"
      choices={themes}
      selected={[theme]}
      onSelect={([id]) => chooseTheme(themes.find((choice) => choice.id === id)?.id ?? theme)}
      trigger={
        <Button look="quiet" small aria-label={`Theme: ${nameOf(theme)}`}>
          <Icon aria-hidden />
          {nameOf(theme)}
        </Button>
      }
    />
  );
}

function nameOf(theme: Theme): string {
  return themes.find(({ id }) => id === theme)?.label ?? theme;
}
