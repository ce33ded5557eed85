import { useState } from 'react';
import { ChoiceInput } from '../../form/choice-input.js';
import { FlowForm } from '../../form/flow-form.js';
import { CHANNELS, type Channel } from '../channel.js';
import { type CustomChallengeStep, choiceOf } from '../sign-in-methods.js';
import type { AccountFlow } from '../use-account-flow.js';
import { answerStep } from './answer-step.js';
import { StartOver } from './start-over.js';

export type ChannelStepProps = {
  readonly flow: AccountFlow;
  readonly step: CustomChallengeStep;
};

/** Lets the user choose where the code goes. After the password, the recipe shows the addresses. */
export function ChannelStep({ flow, step: { additionalInfo = {} } }: ChannelStepProps) {
  const [channel, setChannel] = useState<Channel>('email');
  return (
    <FlowForm
      title="Where should the code go?"
      introduction="The password is right, and you are no robot."
      submit="Send the code"
      doing="other"
      onSubmit={() => answerStep(flow, choiceOf(channel))}
      others={<StartOver flow={flow} />}
    >
      <ChoiceInput
        label="Send the code in"
        name="channel"
        choices={CHANNELS.map(({ name, label, hint }) => ({
          name,
          label,
          hint: additionalInfo[name] ? `To ${additionalInfo[name]}.` : hint,
        }))}
        selected={channel}
        onSelect={setChannel}
      />
    </FlowForm>
  );
}
