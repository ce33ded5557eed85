import { Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button, CopyButton, IconButton, Properties, Section } from '../controls/index.ts';
import { AttributeDialog } from './attribute-dialog.tsx';
import type { UserDetails } from './user-pool-types.ts';

export type UserAttributesProps = {
  readonly user: UserDetails;
  readonly UserPoolId: string;
  readonly Username: string;
};

export function UserAttributes({ user, ...address }: UserAttributesProps) {
  // The empty text adds an attribute.
  const [edited, setEdited] = useState<string>();
  const attributes = user.UserAttributes ?? [];
  return (
    <Section
      title="Attributes"
      padded={false}
      actions={
        <Button small onPress={() => setEdited('')}>
          <Plus />
          Add attribute
        </Button>
      }
    >
      <Properties
        label="Attributes"
        rows={attributes.map(({ Name, Value = '' }) => ({
          name: Name,
          value: Value,
          action:
            Name === 'sub' ? (
              <CopyButton text={Value} label="Copy the sub" iconOnly small />
            ) : (
              <IconButton label={`Edit ${Name}`} small onPress={() => setEdited(Name)}>
                <Pencil />
              </IconButton>
            ),
        }))}
      />
      <AttributeDialog
        {...address}
        attributes={attributes}
        edited={edited}
        onClose={() => setEdited(undefined)}
      />
    </Section>
  );
}
