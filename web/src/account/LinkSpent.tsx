/** A letter's link that opens nothing any more, and where to get another. */
import { ButtonLink } from "../ui/Button";
import { Notice } from "../ui/Notice";

interface LinkSpentProps {
  readonly toAskAgain: "/forgot-password" | "/account";
  readonly words: string;
}

export function LinkSpent({ toAskAgain, words }: LinkSpentProps) {
  return (
    <Notice
      tone="bad"
      title="This link does not work any more"
      actions={<ButtonLink to={toAskAgain}>{words}</ButtonLink>}
    >
      <p>
        Links in our letters work once and not for long, and only the newest of them. After a reload, open it from the
        letter again.
      </p>
    </Notice>
  );
}
